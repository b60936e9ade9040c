import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './world.ts';

const VIEWS = [
  '/',
  '/containers',
  '/containers/orders',
  '/containers/orders?tab=inspect',
  '/containers/orders?tab=processes',
  '/images',
  '/logs',
  '/traces',
  '/traces?sel=,,300000000,&diff=1',
  '/traces?tab=services',
  '/traces?tab=map',
  '/traces?tab=flame',
  '/traces?tab=doctor',
  '/settings',
];

for (const scheme of ['dark', 'light'] as const) {
  for (const path of VIEWS) {
    test(`axe finds nothing serious in ${path}, ${scheme}`, async ({ tell }) => {
      const { page, open } = await tell();
      await page.emulateMedia({ colorScheme: scheme });
      await open(path);
      await expect(page.getByRole('contentinfo')).toContainText('docker');
      await expect(page.getByRole('progressbar')).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .slice(0, 3)
              .map(({ html }) => html.slice(0, 160))
              .join(' | ')}`,
        );
      expect(grave).toEqual([]);
    });
  }
}
