import { isMap, parseDocument } from 'yaml';
import { PubwatchError } from '../model/errors.ts';
import type { Recipe } from '../model/recipe.ts';
import { writtenRecipe } from './write-source.ts';

/** The text of a source file with another recipe, all else as it was. Throws CONFIG_INVALID where the file is no map. */
export function replaceRecipe(text: string, recipe: Recipe, remark: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents))
    throw new PubwatchError('CONFIG_INVALID', 'expected a source file with a recipe, found a text that is no YAML map');
  const node = document.createNode(writtenRecipe(recipe));
  node.commentBefore = ` ${remark}`;
  document.set('recipe', node);
  return document.toString({ lineWidth: 0 });
}
