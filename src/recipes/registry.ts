import { l1 } from './l1.ts';
import type { Recipe } from './recipe.ts';

/** Every recipe, in the order of lists. Light to import: what is heavy is loaded when a recipe is cooked. */
export const RECIPES: readonly Recipe[] = [l1];

export function findRecipe(name: string): Recipe | undefined {
  return RECIPES.find((recipe) => recipe.name === name);
}
