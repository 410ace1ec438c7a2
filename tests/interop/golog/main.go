// golog reads the log of an instance with Go's own libraries for transparency logs (golang.org/x/mod/sumdb), which
// know nothing of UArazom, and says whether note, tiles, entries and proofs agree.
//
//	golog -dir PUBLIC -vkey VKEY [-old SIZE] [PROOF.tlog-proof ...]
//
// Exit 0: everything agrees. Exit 1: something does not, and what.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // a C2SP tile spans eight levels
const width = 1 << height

func main() {
	dir := flag.String("dir", "", "the public folder that holds log/")
	vkey := flag.String("vkey", "", "the log's verifier key")
	old := flag.Int64("old", 1, "size of an older tree that this one must continue")
	flag.Parse()
	if err := check(*dir, *vkey, *old, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "golog:", err)
		os.Exit(1)
	}
}

func check(dir, vkey string, old int64, proofs []string) error {
	signed, err := os.ReadFile(filepath.Join(dir, "log", "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(signed, vkey)
	if err != nil {
		return err
	}
	// TileHashReader checks every tile it reads against the tree's hash before it gives a hash out.
	reader := tlog.TileHashReader(tree, tiles{dir})
	if hash, err := tlog.TreeHash(tree.N, reader); err != nil || hash != tree.Hash {
		return fmt.Errorf("tree hash from tiles: %v %v, checkpoint says %v", hash, err, tree.Hash)
	}
	if err := checkEntries(dir, tree, reader); err != nil {
		return err
	}
	if err := checkConsistency(tree, old, reader); err != nil {
		return err
	}
	for _, path := range proofs {
		if err := checkProof(dir, path, vkey, reader); err != nil {
			return fmt.Errorf("%s: %v", path, err)
		}
	}
	fmt.Printf("size %d root %v proofs %d\n", tree.N, tree.Hash, len(proofs))
	return nil
}

// openCheckpoint returns the tree that a signed note speaks of.
func openCheckpoint(signed []byte, vkey string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, fmt.Errorf("verifier key: %v", err)
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %v", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("checkpoint: not three lines of %s: %q", verifier.Name(), opened.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// checkEntries compares the hash of every entry with its leaf in the tree, and proves each included.
func checkEntries(dir string, tree tlog.Tree, reader tlog.HashReader) error {
	for n := int64(0); n < tree.N; n += width {
		count := tree.N - n
		if count > width {
			count = width
		}
		entries, err := readEntries(dir, n/width, count)
		if err != nil {
			return err
		}
		for place, entry := range entries {
			if err := checkEntry(tree, n+int64(place), entry, reader); err != nil {
				return fmt.Errorf("entry %d: %v", n+int64(place), err)
			}
		}
	}
	return nil
}

func checkEntry(tree tlog.Tree, index int64, entry []byte, reader tlog.HashReader) error {
	leaf := tlog.RecordHash(entry)
	stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return err
	}
	if stored[0] != leaf {
		return fmt.Errorf("its hash is %v, the tile says %v", leaf, stored[0])
	}
	proof, err := tlog.ProveRecord(tree.N, index, reader)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf)
}

func checkConsistency(tree tlog.Tree, old int64, reader tlog.HashReader) error {
	before, err := tlog.TreeHash(old, reader)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, old, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old, before)
}

// checkProof checks a .tlog-proof that we issued against the log's entry and against the proof that Go makes.
func checkProof(dir, path, vkey string, reader tlog.HashReader) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	parts := bytes.SplitN(raw, []byte("\n\n"), 2)
	lines := strings.Split(string(parts[0]), "\n")
	if len(parts) != 2 || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("not a tlog-proof@v1")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint(parts[1], vkey)
	if err != nil {
		return err
	}
	leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf[0])
}

// readEntries returns the entries of a C2SP entry bundle: each after its length in two bytes.
func readEntries(dir string, index, count int64) ([][]byte, error) {
	raw, err := os.ReadFile(filepath.Join(dir, path("entries", index, count)))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(raw) > 0 {
		if len(raw) < 2 || len(raw) < 2+int(raw[0])<<8+int(raw[1]) {
			return nil, fmt.Errorf("entries %d: cut off", index)
		}
		length := int(raw[0])<<8 + int(raw[1])
		entries, raw = append(entries, raw[2:2+length]), raw[2+length:]
	}
	if int64(len(entries)) != count {
		return nil, fmt.Errorf("entries %d: %d, expected %d", index, len(entries), count)
	}
	return entries, nil
}

// tiles reads C2SP tiles from the folder for tlog.TileHashReader.
type tiles struct{ dir string }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(wanted))
	for i, tile := range wanted {
		raw, err := os.ReadFile(filepath.Join(t.dir, path(strconv.Itoa(tile.L), tile.N, int64(tile.W))))
		if err != nil {
			return nil, err
		}
		found[i] = raw
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// path is C2SP tlog-tiles' own; tlog.Tile.Path puts the height before the level.
func path(level string, index, count int64) string {
	number := fmt.Sprintf("%03d", index%1000)
	for rest := index / 1000; rest > 0; rest /= 1000 {
		number = fmt.Sprintf("x%03d/%s", rest%1000, number)
	}
	if count < width {
		number = fmt.Sprintf("%s.p/%d", number, count)
	}
	return "log/tile/" + level + "/" + number
}
