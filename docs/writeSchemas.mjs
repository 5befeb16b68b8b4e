// Writes the JSON Schemas of the live protocol beside docs/protocol.md: npm run build && node docs/writeSchemas.mjs
import { writeFileSync } from 'node:fs';
import { jsonSchemas } from '../dist/server/protocol/jsonSchemas.js';

for (const [side, schema] of Object.entries(jsonSchemas())) {
  const file = new URL(`protocol.${side}.schema.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}
