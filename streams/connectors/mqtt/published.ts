import type { IClientPublishOptions } from 'mqtt';
import type { Outgoing } from '../sink.js';

type Properties = NonNullable<IClientPublishOptions['properties']>;

/** What version 5 carries besides the bytes. */
export function propertiesOf({ id, key, contentType }: Outgoing): Properties {
  const type = { contentType: contentType ?? 'application/octet-stream' };
  // The client library counts an empty list of user properties as longer than it writes it.
  if (id === undefined && key === undefined) return type;
  return {
    ...type,
    userProperties: { ...(id !== undefined && { id }), ...(key !== undefined && { key }) },
  };
}

/** The bytes that a record makes on the wire at most, in version 5. */
export function sizeOf(topic: string, value: Uint8Array, properties: Properties = {}): number {
  const { contentType, userProperties = {} } = properties;
  const texts = [topic, contentType ?? '', ...Object.entries(userProperties).flat().map(String)];
  // A text has its length before it, in 2 bytes, a property its number; a length takes up to 4 bytes.
  const texted = texts.reduce((sum, text) => sum + 3 + Buffer.byteLength(text), 0);
  const header = 1 + 4 + 2 + 4;
  return header + texted + value.byteLength;
}
