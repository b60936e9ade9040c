import type { StandIn } from './api.ts';
import { crowd } from './many.ts';
import { members } from './shop.ts';
import { expect, test } from './world.ts';

/**
 * Every view in both themes and three sizes, with much, little and no data, into test-results/screenshots: made to
 * be looked at. What a view must show is checked by the other specs.
 */
const FOLDER = 'test-results/screenshots';
const SIZES = [
  [1280, 800],
  [1920, 1080],
  [1024, 768],
] as const;
const WORLDS: Record<string, Partial<StandIn>> = {
  much: { team: [...members, ...crowd(40)], alerting: 'much' },
  shop: { alerting: 'some' },
  hostile: { alerting: 'hostile' },
  little: { team: members.slice(0, 3), quiet: true },
  none: { team: [], quiet: true, docker: false },
};
const VIEWS: Record<string, string> = {
  overview: '/',
  containers: '/containers',
  container: '/containers/orders',
  inspect: '/containers/orders?tab=inspect',
  images: '/images',
  logs: '/logs',
  patterns: '/logs?patterns=1',
  traces: '/traces',
  difference: '/traces?sel=,,300000000,&diff=1',
  services: '/traces?tab=services&by=operation',
  map: '/traces?tab=map',
  flame: '/traces?tab=flame',
  doctor: '/traces?tab=doctor',
  alerts: '/alerts',
  rule: '/alerts?rule=r17',
  silences: '/alerts/silences',
  silence: '/alerts/silences?silence=s0',
  'silence-new': '/alerts/silences?edit=alertname%3D~%22.%2B%22',
  receivers: '/alerts/receivers?labels=service%3Dpay+severity%3Dcritical',
  notifications: '/alerts/notifications',
  'settings-alerts': '/settings?section=alerts',
  settings: '/settings',
  'settings-logs': '/settings?section=logs',
};

for (const [world, given] of Object.entries(WORLDS)) {
  for (const scheme of ['dark', 'light'] as const) {
    test(`pictures of every view, ${world} data, ${scheme}`, async ({ tell }) => {
      test.setTimeout(240_000);
      const { page, open } = await tell(given);
      await page.emulateMedia({ colorScheme: scheme });
      for (const [name, path] of Object.entries(VIEWS)) {
        if (
          path.startsWith('/containers/') &&
          !given.team?.some((member) => member.name === 'orders') &&
          given.team
        )
          continue;
        await open(path);
        await expect(page.getByRole('contentinfo')).toContainText('docker');
        await page.waitForLoadState('networkidle');
        for (const [width, height] of SIZES) {
          await page.setViewportSize({ width, height });
          await page.waitForTimeout(400);
          await page.screenshot({ path: `${FOLDER}/${name}-${world}-${scheme}-${width}x${height}.png` });
        }
      }
    });
  }
}
