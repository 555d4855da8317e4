// Writes the JSON Schemas beside it from the program's own schemas: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { renderSchemas } from '../../src/config/json-schema.ts';

for (const [name, text] of renderSchemas()) writeFileSync(new URL(name, import.meta.url), text);
