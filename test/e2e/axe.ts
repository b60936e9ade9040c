import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const SHOWN = 3;

/** What axe calls serious or critical in the page, a line each; `rules` narrows it to those that a theme changes. */
export async function graveViolations(page: Page, rules?: string[]): Promise<string[]> {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations } = await (rules ? builder.withRules(rules) : builder).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const places = nodes.slice(0, SHOWN).map(({ html }) => html.slice(0, 200));
      return `${page.url()} ${id}: ${places.join(' | ')}`;
    });
}
