import type { Command } from 'commander';
import { type EngineStatus, type ReceiverStatus, receiverNames } from '../../../shared/contract/app.ts';
import { defaultDataDir } from '../../engine/storage/data-dir.ts';
import { type ServeConfig, type ServeFlags, serveConfig } from '../../hosts/config/serve-config.ts';
import type { WebHost } from '../../hosts/web.ts';
import { dataDirOf } from '../engine-access.ts';
import { type CommonOptions, collect, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { stderrLogger } from '../stderr-logger.ts';
import { packageVersion } from '../version.ts';

type ServeOptions = CommonOptions & ServeFlags & { demo?: boolean };

export function addServeCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('serve').description('run the engine and serve the UI on this machine'))
    .option('--port <port>', 'of the UI (default: 8748; 0 picks a free one)')
    .option('--no-open', 'do not open a browser')
    .option('--token-file <file>', 'where the token is, or is to be kept')
    .option('--bind <address>', 'also listen here, beyond this machine; may be given again', collect)
    .option('--allow-host <name>', 'also answer to this name; may be given again', collect)
    .option('--listen <receiver=port...>', 'a port by receiver; 0 picks a free one, off disables')
    .option(
      '--log-file <path>',
      'follow this log file, or those that a glob means; may be given again',
      collect,
    )
    .option('--config <file>', 'instead of trivet.yaml in the data directory')
    .option('--demo', 'run a simulated shop in a data directory of its own')
    .action(async (options: ServeOptions) => {
      await serve(options, context);
    });
}

/** Runs until it is told to stop. */
async function serve(options: ServeOptions, { out, env }: CommandContext): Promise<void> {
  const dataDir = serveDataDir(options);
  const config = serveConfig(options, env, dataDir);
  const stop = stopSignal();
  const token = env.TRIVET_TOKEN;
  // Programs that are started from here, a browser for one, have no need of it.
  delete env.TRIVET_TOKEN;
  const { startWebHost } = await import('../../hosts/web.ts');
  const host = await startWebHost({
    engine: {
      dataDir,
      version: packageVersion(),
      logger: stderrLogger(process.stderr),
      listen: config.listen,
      bind: config.bind,
      allowHosts: config.allowHosts,
      fixedSettings: config.fixedSettings,
      demo: options.demo ?? false,
    },
    port: config.port,
    tokenFile: config.tokenFile,
    token,
  });
  const status = await host.engine.status();
  for (const line of remarks(config, host, status)) out.note(`trivet: ${line}`);
  if (process.stderr.isTTY) out.note(`trivet: data is in ${dataDir}; Ctrl-C stops`);
  if (options.json) out.json(readyJson(host, status));
  else out.line(host.server.createLink());
  if (config.open && !options.json && process.stdout.isTTY) await openBrowser(host, out);
  await stop;
  await host.stop();
}

/** The demo never mixes with what is real. */
const serveDataDir = ({ data, demo }: ServeOptions) =>
  demo && data === undefined ? `${defaultDataDir()}-demo` : dataDirOf(data);

/** Resolves at the first signal; the second ends the process as it would have been without us. */
const stopSignal = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });

/** What opens the machine further, and what did not start, is said at the start. */
function remarks(
  { bind, allowHosts }: ServeConfig,
  { server }: WebHost,
  { receivers }: EngineStatus,
): string[] {
  return [
    ...bind.map((address) =>
      server.addresses.includes(address)
        ? `listening on ${address}, which other machines may reach`
        : `not listening on ${address}: this machine has no such address`,
    ),
    ...allowHosts.map((name) => `answering to the name ${name}`),
    ...receivers
      .filter(({ state }) => state === 'failed')
      .map(({ name, reason }) => `${name} does not listen: ${reason ?? 'unknown reason'}`),
  ];
}

function readyJson({ server, token, engine }: WebHost, { receivers }: EngineStatus) {
  const known = new Map(receivers.map((receiver) => [receiver.name, receiver]));
  const listen = receiverNames.map((name) => [name, listenJson(known.get(name))]);
  return {
    url: server.createLink(),
    token,
    pid: process.pid,
    dataDir: engine.dataDir,
    listen: Object.fromEntries(listen),
  };
}

const listenJson = (status: ReceiverStatus | undefined) => ({
  port: status?.port ?? null,
  addresses: status?.addresses ?? [],
  state: status?.state ?? 'off',
  reason: status ? status.reason : 'not available in this version',
});

/** With a link of its own, for this one is seen in the process list until it is used. */
async function openBrowser({ server }: WebHost, out: CommandContext['out']): Promise<void> {
  try {
    const { default: open } = await import('open');
    const child = await open(server.createLink());
    child.on('error', () => out.note('trivet: no browser could be opened'));
  } catch (error) {
    out.note(`trivet: no browser could be opened: ${error instanceof Error ? error.message : error}`);
  }
}
