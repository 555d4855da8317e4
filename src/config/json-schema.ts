import * as z from 'zod';
import { settingsSchema } from './settings-schema.ts';
import { sourceSchema } from './source-schema.ts';

/** The JSON Schemas that editors complete and check with, by file name, as text (`npm run schema` writes them). */
export function renderSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ['pubwatch.schema.json', render('pubwatch: settings', settingsSchema('optional'))],
    ['source.schema.json', render('pubwatch: one source', sourceSchema)],
  ]);
}

function render(title: string, schema: z.ZodType): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
