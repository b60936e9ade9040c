import { docker, dockerMissing, ensureBusyboxImage, removeContainer, uniqueName } from '../docker-cli.ts';
import { expect, test } from './trivet.ts';

test.skip(dockerMissing !== null && process.env.CI !== 'true', dockerMissing ?? '');
test.describe.configure({ mode: 'serial' });

const name = uniqueName('e2e-box');
const HOSTILE_LABEL = '<img src=x onerror="window.pwned=1">';

test.beforeAll(async () => {
  await docker(
    'run',
    '-d',
    '--name',
    name,
    '--memory',
    '64m',
    '--cpus',
    '0.3',
    '--env',
    'DB_PASSWORD=hunter2-in-the-test',
    '--label',
    `note=${HOSTILE_LABEL}`,
    await ensureBusyboxImage(),
    'sh',
    '-c',
    'trap "exit 0" TERM; while true; do i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo round; done',
  );
});
test.afterAll(() => removeContainer(name));

const path = `/containers/${name}`;

test('a running container is listed with its load and its limit, and the load moves', async ({ app }) => {
  await app.open(`/containers?q=${name}`);
  const row = app.page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('/ 64 MiB', { timeout: 20_000 });
  const cpu = row.getByRole('cell').nth(3);
  await expect(cpu).toContainText('%', { timeout: 20_000 });
  const before = await cpu.textContent();
  await expect(cpu).not.toHaveText(before ?? '', { timeout: 20_000 });
});

test('a container that is started elsewhere appears, and is shown as ended when it ends', async ({ app }) => {
  const other = uniqueName('e2e-late');
  await app.open(`/containers?q=${other}`);
  await expect(app.page.getByRole('table', { name: 'Containers' })).toBeVisible({ timeout: 20_000 });
  await docker('run', '-d', '--name', other, await ensureBusyboxImage(), 'sh', '-c', 'sleep 2; exit 3');
  const row = app.page.getByRole('row').filter({ hasText: other });
  await expect(row).toContainText('running', { timeout: 20_000 });
  await expect(row).toContainText('exited 3', { timeout: 20_000 });
  await app.open('/');
  await expect(app.page.getByRole('region', { name: 'Needs attention' })).toContainText(other, {
    timeout: 20_000,
  });
  await removeContainer(other);
});

test('its page has stored history, events and logs on one axis', async ({ app }) => {
  await app.open(path);
  await expect(app.page.getByRole('heading', { name })).toBeVisible({ timeout: 20_000 });
  await expect(app.page.getByRole('img', { name: `CPU of ${name}` })).toBeVisible();
  await expect(
    app.page.getByRole('button', { name: new RegExp(`^${name}: (created|deploy|start)`) }),
  ).toBeVisible();
  await expect(app.page.getByRole('log')).toContainText('round', { timeout: 20_000 });
  await expect(app.page.getByText('0.3 CPUs, 64.0 MiB')).toBeVisible();
});

test('its processes are listed', async ({ app }) => {
  await app.open(`${path}?tab=processes`);
  await expect(app.page.getByRole('cell', { name: /while true/ }).first()).toBeVisible({ timeout: 20_000 });
});

test('inspect masks what looks like a secret, reveals it when asked, and keeps labels text', async ({
  app,
}) => {
  await app.open(`${path}?tab=inspect`);
  await expect(app.page.getByText(HOSTILE_LABEL)).toBeVisible({ timeout: 20_000 });
  await expect(app.page.getByText('hunter2')).toHaveCount(0);
  await app.page.getByRole('button', { name: 'Reveal DB_PASSWORD' }).click();
  await expect(app.page.getByText('hunter2-in-the-test')).toBeVisible();
  await app.page.getByRole('radio', { name: 'JSON' }).click();
  await expect(app.page.getByText('"Config"')).toBeVisible();
  await expect(app.page.getByText('hunter2')).toHaveCount(0);
  expect(await app.page.evaluate(() => 'pwned' in window)).toBe(false);
});

test('a shell answers', async ({ app }) => {
  await app.open(`${path}?tab=shell`);
  const terminal = app.page.locator('.xterm-rows');
  await expect(terminal).toContainText('#', { timeout: 20_000 });
  await app.page.locator('.xterm').click();
  await app.page.keyboard.type('echo six times seven is $((6*7))\n');
  await expect(terminal).toContainText('six times seven is 42', { timeout: 20_000 });
});

test('stopping and starting it does that, after a question', async ({ app }) => {
  await app.open(path);
  await app.page.getByRole('button', { name: 'Stop', exact: true }).click({ timeout: 20_000 });
  await app.page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await expect(app.page.getByRole('button', { name: 'Start', exact: true })).toBeVisible({ timeout: 20_000 });
  expect(await docker('inspect', '--format', '{{.State.Running}}', name)).toBe('false');
  await app.page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(() => docker('inspect', '--format', '{{.State.Running}}', name)).toBe('true');
});

test('images, volumes and networks of the daemon are listed', async ({ app }) => {
  await app.open('/images');
  const name = await ensureBusyboxImage();
  await expect(app.page.getByRole('cell', { name, exact: true })).toBeVisible({ timeout: 20_000 });
  await app.page.getByRole('tab', { name: /Networks/ }).click();
  await expect(app.page.getByRole('cell', { name: 'bridge', exact: true }).first()).toBeVisible();
});
