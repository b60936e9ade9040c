import { hostileAlerts, manyAlerts } from './alerts.ts';
import { test } from './world.ts';

const W = {
  shop: {},
  many: { alerts: manyAlerts(2400) },
  hostile: { alerts: hostileAlerts() },
  none: { quiet: true, team: [] },
  faults: {
    ruleFiles: [
      {
        path: '/home/dev/shop/rules.yml',
        state: 'refused' as const,
        own: false,
        loadedMs: 0,
        warnings: [{ message: 'label x is ignored', line: 3 }],
        errors: [
          {
            message:
              'group "shop", rule 3, "PayErrorRateHigh": could not parse expression: 1:12: parse error: unexpected end of input',
            line: 23,
          },
        ],
      },
      {
        path: '/nowhere/else.yml',
        state: 'missing' as const,
        own: false,
        loadedMs: 0,
        warnings: [],
        errors: [],
      },
    ],
  },
};
for (const [name, given] of Object.entries(W))
  for (const scheme of ['dark', 'light'] as const)
    test(`${name} ${scheme}`, async ({ tell }) => {
      const { page, open } = await tell(given as never);
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width: 1440, height: 900 });
      await open(process.env.P ?? '/alerts');
      await page.waitForTimeout(1500);
      for (const [w, h] of [
        [1440, 900],
        [1024, 768],
        [1280, 800],
        [1920, 1080],
      ] as const) {
        if (scheme === 'light' && w !== 1440) continue;
        await page.setViewportSize({ width: w, height: h });
        await page.waitForTimeout(500);
        await page.screenshot({ path: `/tmp/shots/aview/${process.env.N ?? ''}${name}-${scheme}-${w}.png` });
      }
    });
