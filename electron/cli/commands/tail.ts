import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { FollowedLogFile } from '../../../shared/contract/log-input.ts';
import { count } from '../../../shared/model/format.ts';
import { UsageError } from '../../hosts/config/usage-error.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { follow } from '../follow.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface TailOptions {
  data?: string;
  name: string;
  service: string;
  print?: boolean;
}

const HELP = `
  some-command 2>&1 | trivet tail - --name some-command --print
  journalctl -o export -f | trivet tail - --name journal
  trivet tail /var/log/app.log '/var/log/nginx/*.log'

Standard input is read to its end; what journalctl -o export or -o json prints keeps its fields. Files are read from
where they were read to before, through rotation, until Ctrl-C; trivet serve --log-file and the settings follow them
for good. The lines go to the engine of the data directory, or into its store when none runs.`;

/** `trivet tail - | FILE…` */
export function addTailCommand(program: Command, context: CommandContext): void {
  program
    .command('tail [file...]')
    .description('store the lines of standard input (-), or of files as they are written')
    .option('--name <name>', 'what the lines are shown as', '')
    .option('--service <name>', 'the service that they belong to', '')
    .option('--print', 'pass standard input on to stdout')
    .option('--data <dir>', "the engine's data directory")
    .addHelpText('after', HELP)
    .action((files: string[], options: TailOptions) => {
      const isInput = files.length === 0 || files.includes('-');
      if (isInput && files.length > 1) throw new UsageError('either - for standard input, or files');
      if (!isInput && options.print) throw new UsageError('--print is for standard input');
      return isInput ? tailInput(options, context) : tailFiles(files, options, context);
    });
}

/** A pipeline goes on when the engine is gone: what is left is passed on, and the exit code tells. */
async function tailInput(options: TailOptions, { out, failed }: CommandContext): Promise<void> {
  const { stdin } = process;
  const stop = () => stdin.destroy();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const passOn = async (piece: Uint8Array) => {
    if (!options.print) return;
    out.writeBytes(piece);
    await out.drained();
  };
  try {
    const lines = await withEngine(options, ({ client }) => sendInput(client, options, stdin, passOn));
    out.note(`trivet: ${count(lines)} lines stored as ${safeText(options.name || 'stdin')}`);
  } catch (error) {
    if (!options.print || stdin.readableEnded) throw error;
    out.note(`trivet: ${error instanceof Error ? error.message : String(error)}; the rest is only printed`);
    for await (const piece of pieces(stdin)) await passOn(piece);
    failed();
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

async function sendInput(
  client: EngineClient,
  { name, service }: TailOptions,
  stdin: NodeJS.ReadStream,
  passOn: (piece: Uint8Array) => Promise<void>,
): Promise<number> {
  let stored = 0;
  let broken: Error | null = null;
  const opened = Promise.withResolvers<string>();
  const subscription = client.subscribe(
    'logs.receive',
    { name: name || 'stdin', service },
    {
      event(input) {
        stored = input.lines;
        opened.resolve(input.inputId);
      },
      error(error) {
        broken = error;
        opened.reject(error);
      },
    },
  );
  try {
    const inputId = await opened.promise;
    for await (const piece of pieces(stdin)) {
      await passOn(piece);
      await client.call('logs.send', { inputId, bytes: piece, last: false });
    }
    return (await client.call('logs.send', { inputId, bytes: new Uint8Array(0), last: true })).lines;
  } catch (error) {
    const cause = broken ?? (error as Error);
    throw new TrivetError('unavailable', `${cause.message}; ${count(stored)} lines are stored`);
  } finally {
    subscription.dispose();
  }
}

/** Until its end, or until it is destroyed. The stream stays open for who goes on reading. */
async function* pieces(stdin: NodeJS.ReadStream): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  try {
    for await (const piece of stdin.iterator({ destroyOnReturn: false })) {
      // Bytes of a pool's buffer would be sent as the whole pool.
      yield Uint8Array.from(piece as Buffer);
    }
  } catch (error) {
    if (!stdin.destroyed) throw error;
  }
}

async function tailFiles(paths: string[], options: TailOptions, { out }: CommandContext): Promise<void> {
  const { name, service } = options;
  const files = paths.map((path) => ({ path: resolve(path), name, service }));
  let latest: FollowedLogFile[] = [];
  await withEngine(options, async ({ client }) => {
    const told = new Map<string, string>();
    await follow(out, (ending) =>
      client.subscribe(
        'logs.follow',
        { files },
        {
          ...ending,
          event(followed) {
            latest = followed;
            for (const { path, state, error } of followed) {
              const text = error ?? (state === 'missing' ? 'not there yet' : '');
              if (told.get(path) !== text)
                out.note(`trivet: ${safeText(path)}: ${safeText(text || 'followed')}`);
              told.set(path, text);
            }
          },
        },
      ),
    );
    const lines = latest.reduce((sum, file) => sum + file.lines, 0);
    out.note(`trivet: ${count(lines)} lines stored`);
  });
}
