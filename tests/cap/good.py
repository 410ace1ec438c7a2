"""A message that keeps every rule, in two languages, as bytes to be changed."""

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>2.49.0.1.999.0.2022.2.16.1</identifier>
  <sender>duty@warnings.example</sender>
  <sent>2022-02-16T10:00:00+02:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>uk</language>
    <category>Met</category>
    <event>Шторм</event>
    <responseType>Shelter</responseType>
    <urgency>Expected</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <eventCode><valueName>own</valueName><value>storm</value></eventCode>
    <effective>2022-02-16T10:00:00+02:00</effective>
    <onset>2022-02-16T12:00:00+02:00</onset>
    <expires>2022-02-16T20:00:00+02:00</expires>
    <senderName>Служба погоди</senderName>
    <headline>Шторм на півночі</headline>
    <description>Вітер до 35 м/с, пориви &lt; 40 м/с.</description>
    <instruction>Залишайтеся вдома.</instruction>
    <web>https://warnings.example/storm</web>
    <contact>+380 44 000 00 00</contact>
    <resource><resourceDesc>Карта</resourceDesc><mimeType>text/plain</mimeType><derefUri>c3Rvcm0=</derefUri>
      <digest>6ad3a9478f1c41621cc342d325bc73ed825e0c69</digest></resource>
    <area>
      <areaDesc>Північ</areaDesc>
      <polygon>50.1,30.1 50.1,30.5 50.4,30.5 50.4,30.1 50.1,30.1</polygon>
      <circle>50.4,30.3 12.5</circle>
      <geocode><valueName>ISO 3166-2</valueName><value>XX-01</value></geocode>
      <altitude>0</altitude>
      <ceiling>900.5</ceiling>
    </area>
  </info>
  <info>
    <language>en</language>
    <category>Met</category>
    <event>Storm</event>
    <responseType>Shelter</responseType>
    <urgency>Expected</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <eventCode><valueName>own</valueName><value>storm</value></eventCode>
    <effective>2022-02-16T10:00:00+02:00</effective>
    <onset>2022-02-16T12:00:00+02:00</onset>
    <expires>2022-02-16T20:00:00+02:00</expires>
    <senderName>Weather service</senderName>
    <headline>Storm in the north</headline>
    <description>Wind up to 35 m/s.</description>
    <instruction>Stay at home.</instruction>
    <web>https://warnings.example/en/storm</web>
    <contact>+380 44 000 00 00</contact>
    <area>
      <areaDesc>North</areaDesc>
      <polygon>50.1,30.1 50.1,30.5 50.4,30.5 50.4,30.1 50.1,30.1</polygon>
      <circle>50.4,30.3 12.5</circle>
      <geocode><valueName>ISO 3166-2</valueName><value>XX-01</value></geocode>
      <altitude>0</altitude>
      <ceiling>900.5</ceiling>
    </area>
  </info>
</alert>
"""


def changed(*changes: tuple[str, str]) -> bytes:
    """The message with texts replaced, wherever they stand; a text that is not there is an error of the test."""
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()
