import { onTestFinished, type TestContext, test } from 'vitest';
import { docker, dockerMissing, ensureBusyboxImage, removeContainer } from './docker-cli.ts';

export * from './docker-cli.ts';

/** A test that needs what may be missing: skipped with the reason, but a failure under CI=true. */
export const testUnless =
  (reason: string | null) =>
  (name: string, body: (context: TestContext) => Promise<void>, timeoutMs = 120_000) =>
    test(name, { timeout: timeoutMs }, async (context) => {
      if (reason && process.env.CI === 'true') throw new Error(reason);
      if (reason) context.skip(reason);
      await body(context);
    });

export const dockerTest = testUnless(dockerMissing);

/**
 * Starts a container from the busybox image, removed after the test. `args` are those of `docker run` before
 * the image, `command` what runs in it.
 */
export async function runContainer(
  name: string,
  args: string[],
  command: string[],
): Promise<{ id: string; name: string }> {
  const image = await ensureBusyboxImage();
  onTestFinished(() => removeContainer(name));
  const id = await docker('run', '-d', '--name', name, ...args, image, ...command);
  return { id, name };
}

/** Polls until the answer is there; for what the daemon does in its own time. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  withinMs = 30_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
