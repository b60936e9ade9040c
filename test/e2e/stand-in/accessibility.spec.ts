import { graveViolations } from '../axe.ts';
import { expect, test } from './world.ts';

const VIEWS = [
  '/',
  '/containers',
  '/containers/orders',
  '/containers/orders?tab=inspect',
  '/containers/orders?tab=processes',
  '/images',
  '/logs',
  '/logs?patterns=1',
  '/traces',
  '/traces?sel=,,300000000,&diff=1',
  '/traces?tab=services',
  '/traces?tab=map',
  '/traces?tab=flame',
  '/traces?tab=doctor',
  '/alerts',
  '/alerts?rule=r10',
  '/alerts/silences',
  '/alerts/silences?silence=s0',
  '/alerts/silences?edit=alertname%3D~%22.%2B%22',
  '/alerts/receivers?labels=service%3Dpay',
  '/alerts/notifications?notification=3',
  '/settings',
  '/settings?section=alerts',
  '/settings?section=logs',
];

for (const path of VIEWS) {
  test(`axe finds nothing serious in ${path}`, async ({ tell }) => {
    const { page, open } = await tell({ alerting: 'some' });
    // Colours on their way from one theme to the other are neither's.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await open(path);
    await expect(page.getByRole('contentinfo')).toContainText('docker');
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    expect(await graveViolations(page)).toEqual([]);
    // The rest does not depend on the theme.
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    expect(await graveViolations(page, ['color-contrast'])).toEqual([]);
  });
}
