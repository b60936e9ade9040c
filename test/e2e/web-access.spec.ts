import { createServer } from 'node:http';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { type Served, serve } from './serve.ts';
import { show } from './show.ts';

/** Who gets in to web mode, seen from real browsers. */
let served: Served;
let origin: string;

test.beforeAll(async () => {
  served = await serve();
  origin = new URL(served.info.url).origin;
});
test.afterAll(async () => {
  await served.stop();
});

async function signedIn(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await show(page, `${origin}/?token=${served.info.token}`);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  return page;
}

test('the printed link signs one browser in and leaves no token in its address', async ({ browser }) => {
  const first = await (await browser.newContext()).newPage();
  await show(first, served.info.url);
  expect(first.url()).not.toContain('token');
  await expect(first.getByRole('navigation').first()).toBeVisible();
  await first.reload();
  await expect(first.getByRole('navigation').first()).toBeVisible();

  const second = await (await browser.newContext()).newPage();
  await show(second, served.info.url);
  await expect(second.getByRole('heading', { name: 'Trivet needs its token' })).toBeVisible();
  await second.getByLabel('Token').fill(served.info.token);
  await second.getByRole('button', { name: 'Sign in' }).click();
  await expect(second.getByRole('navigation').first()).toBeVisible();
  expect(second.url()).not.toContain('token');
});

test('a script that telemetry would smuggle into the page does not run', async ({ browser }) => {
  const page = await signedIn(browser);
  const blocked = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
          resolve(violatedDirective),
        );
        const script = document.createElement('script');
        script.textContent = 'window.smuggled = true';
        document.body.append(script);
      }),
  );
  expect(blocked).toContain('script-src');
  expect(await page.evaluate(() => 'smuggled' in window)).toBe(false);
});

/** What a hostile page tries in a browser that is signed in; the answers that it could learn from. */
const ATTACK = (target: string) => `<!doctype html><title>elsewhere</title><script>
  const target = ${JSON.stringify(target)};
  const settle = (promise) => promise.then(() => 'reached', () => 'refused');
  const element = (name, url) => settle(new Promise((resolve, reject) => {
    const item = Object.assign(document.createElement(name), { src: url, onload: resolve, onerror: reject });
    document.head.append(item);
  }));
  const socket = settle(new Promise((resolve, reject) => {
    const webSocket = new WebSocket(target.replace('http', 'ws') + '/rpc');
    Object.assign(webSocket, { onopen: resolve, onerror: reject });
  }));
  const read = settle(fetch(target + '/health', { credentials: 'include' }).then((r) => r.text()));
  window.results = Promise.all([socket, read, element('script', target + '/assets/'), element('img', target + '/icon.svg')]);
</script><iframe src="${target}/"></iframe>`;

test('a page elsewhere cannot connect, read, embed or frame, even in a browser that is signed in', async ({
  browser,
}) => {
  const page = await signedIn(browser);
  const hostile = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(ATTACK(origin));
  });
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
  const { port } = hostile.address() as { port: number };
  // Our own page is left first, so that every answer from here on is one to the hostile page.
  await page.goto('about:blank');
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().startsWith(origin)) statuses.push(response.status());
  });
  try {
    // localhost and 127.0.0.1 are two sites, another port of the same name is another origin of one site.
    for (const host of ['127.0.0.1', 'localhost']) {
      await show(page, `http://${host}:${port}/`);
      const results = await page.evaluate(
        () => (window as unknown as { results: Promise<string[]> }).results,
      );
      expect([host, ...results]).toEqual([host, 'refused', 'refused', 'refused', 'refused']);
      const [, frame] = page.frames();
      await expect.poll(async () => (await frame?.locator('nav').count()) ?? 0).toBe(0);
    }
  } finally {
    hostile.close();
  }
  expect(statuses.length).toBeGreaterThan(0);
  expect(statuses.filter((status) => status !== 403 && status !== 401)).toEqual([]);
});

test('a link on another site leads to the front page of a browser that is signed in', async ({ browser }) => {
  const page = await signedIn(browser);
  const wiki = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<a href="${origin}/">Trivet</a>`);
  });
  await new Promise<void>((resolve) => wiki.listen(0, '127.0.0.1', resolve));
  const { port } = wiki.address() as { port: number };
  try {
    await show(page, `http://127.0.0.1:${port}/`);
    await page.getByRole('link').click();
    await expect(page.getByRole('navigation').first()).toBeVisible();
  } finally {
    wiki.close();
  }
});
