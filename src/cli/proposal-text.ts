import type { RecipeProposal } from '../model/incident.ts';

/** The way out that another recipe offers; nothing is taken without the command. */
export function tellProposal(sourceId: string, proposal: RecipeProposal | undefined): string[] {
  if (proposal === undefined) return [];
  const { itemCount, knownCount, expectedCount } = proposal;
  return [
    `another recipe reads ${itemCount} records there, ${knownCount} of the ${expectedCount} known ones among them: pubwatch accept ${sourceId}`,
  ];
}
