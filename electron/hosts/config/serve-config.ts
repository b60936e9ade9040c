import { isIP } from 'node:net';
import { delimiter, dirname, resolve } from 'node:path';
import { type ReceiverName, receiverNames } from '../../../shared/contract/app.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { FixedSettings } from '../../engine/effective-settings.ts';
import { type ConfigFile, loadConfigFile } from './config-file.ts';
import { UsageError } from './usage-error.ts';

const STANDARD_PORT = 8748;
const HIGHEST_PORT = 65_535;

export type Listen = Partial<Record<ReceiverName, number | 'off'>>;

/** Flags of `serve`, as the command line has them. */
export interface ServeFlags {
  port?: string;
  config?: string;
  /** `--no-open` makes it false. */
  open?: boolean;
  tokenFile?: string;
  bind?: string[];
  allowHost?: string[];
  listen?: string[];
  logFile?: string[];
}

/** What `serve` runs with; a value that nothing sets is left to the settings page. */
export interface ServeConfig {
  port: number;
  open: boolean;
  tokenFile: string | undefined;
  bind: string[];
  allowHosts: string[];
  listen: Listen;
  fixedSettings: { settings: FixedSettings; by: string };
  /** Path of the configuration file in force. */
  file: string | null;
}

/**
 * A flag stands above an environment variable, that above the file; lists add up, ports are set receiver by
 * receiver.
 *
 * @throws UsageError
 */
export function serveConfig(flags: ServeFlags, env: NodeJS.ProcessEnv, dataDir: string): ServeConfig {
  const { config, path } = loadConfigFile(flags.config ?? env.TRIVET_CONFIG, dataDir);
  const logFiles = [
    ...fileLogs(config, path),
    ...[...paths(env.TRIVET_LOG_FILES), ...(flags.logFile ?? [])].map((file) => logFile(file, process.cwd())),
  ];
  const portText = flags.port ?? env.TRIVET_PORT;
  return {
    port: portText === undefined ? (config.port ?? STANDARD_PORT) : parsePort(portText, '--port'),
    open: flags.open === false || env.TRIVET_NO_OPEN ? false : (config.open ?? true),
    tokenFile:
      flags.tokenFile ?? (env.TRIVET_TOKEN ? undefined : (env.TRIVET_TOKEN_FILE ?? config.tokenFile)),
    bind: [...(config.bind ?? []), ...words(env.TRIVET_BIND), ...(flags.bind ?? [])].map(address),
    allowHosts: [...(config.allowHosts ?? []), ...words(env.TRIVET_ALLOW_HOST), ...(flags.allowHost ?? [])],
    listen: {
      ...config.listen,
      ...parseListen(words(env.TRIVET_LISTEN), 'TRIVET_LISTEN'),
      ...parseListen(flags.listen ?? [], '--listen'),
    },
    fixedSettings: {
      settings: { ...fixedSettings(config, path), ...fixedLogs(config, logFiles, path) },
      by: path ?? 'a flag or the environment',
    },
    file: path,
  };
}

function address(text: string): string {
  if (isIP(text) === 0)
    throw new UsageError(`--bind: "${text}" is no address; it takes one of this machine's`);
  return text;
}

const words = (text: string | undefined): string[] =>
  (text ?? '').split(/[\s,]+/).filter((word) => word !== '');

/** `otlp-http=4318`, `zipkin=0`, `statsd=off`. @throws UsageError */
export function parseListen(entries: readonly string[], where: string): Listen {
  const listen: Listen = {};
  for (const entry of entries) {
    const at = entry.indexOf('=');
    const name = receiverNames.find((known) => known === entry.slice(0, Math.max(0, at)));
    if (!name) {
      throw new UsageError(
        `${where}: "${entry}" is not RECEIVER=PORT; receivers are ${receiverNames.join(', ')}`,
      );
    }
    const value = entry.slice(at + 1);
    listen[name] = value === 'off' ? 'off' : parsePort(value, `${where} ${name}`);
  }
  return listen;
}

function parsePort(text: string, where: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= HIGHEST_PORT) return port;
  throw new UsageError(`${where}: "${text}" is no port`);
}

function fixedSettings(config: ConfigFile, path: string | null): FixedSettings {
  const { dockerHost, corsLocalhost, retention, sampling, spanLimits, scrape, metrics, alerts } = config;
  const signalsKept = Object.entries(retention ?? {}).map(([signal, { age, size }]) => [
    signal,
    { ...(age === undefined ? {} : { maxAgeMs: age }), ...(size === undefined ? {} : { maxBytes: size }) },
  ]);
  return {
    ...(dockerHost === undefined ? {} : { dockerHost }),
    ...(corsLocalhost === undefined ? {} : { corsLocalhost }),
    ...(sampling === undefined ? {} : { sampling: fixedSampling(sampling) }),
    ...(spanLimits === undefined ? {} : { spanLimits: defined(spanLimits) }),
    ...(metrics?.outOfOrder === undefined ? {} : { metrics: { outOfOrderMs: metrics.outOfOrder } }),
    ...(scrape === undefined ? {} : { scrape: fixedScrape(scrape, path) }),
    ...(alerts === undefined ? {} : { alerts: fixedAlerts(alerts, path) }),
    ...(retention === undefined ? {} : { retention: Object.fromEntries(signalsKept) }),
  };
}

function fixedAlerts(
  { files, routing, evaluationInterval, externalLabels }: NonNullable<ConfigFile['alerts']>,
  path: string | null,
) {
  const baseDir = path === null ? process.cwd() : dirname(path);
  return defined({
    files: files?.map((file) => resolve(baseDir, file)),
    routing: routing === undefined ? undefined : resolve(baseDir, routing),
    evaluationIntervalMs: evaluationInterval,
    externalLabels: externalLabels && (Object.entries(externalLabels) as [string, string][]),
  });
}

type LogFile = Settings['logs']['files'][number];

/** Paths start from the file that names them. */
function fileLogs({ logs }: ConfigFile, path: string | null): LogFile[] {
  const baseDir = path === null ? process.cwd() : dirname(path);
  return (logs?.files ?? []).map((file) =>
    typeof file === 'string' ? logFile(file, baseDir) : { ...file, path: logFile(file.path, baseDir).path },
  );
}

const logFile = (path: string, baseDir: string): LogFile => ({
  path: path.startsWith('~') ? path : resolve(baseDir, path),
  name: '',
  service: '',
});

/** Of the logs' settings only what is given is fixed. */
function fixedLogs({ logs }: ConfigFile, files: LogFile[], path: string | null): FixedSettings {
  const baseDir = path === null ? process.cwd() : dirname(path);
  const { joinLines, pipelines, redaction } = logs ?? {};
  const fixed = defined({
    joinLines,
    files: files.length > 0 ? files : undefined,
    pipelines: pipelines?.map((file) => resolve(baseDir, file)),
    redaction: redaction && defined(redaction),
  });
  return Object.keys(fixed).length > 0 ? { logs: fixed } : {};
}

/** As in PATH. */
const paths = (text: string | undefined): string[] =>
  (text ?? '').split(delimiter).filter((path) => path !== '');

type Sampling = NonNullable<ConfigFile['sampling']>;

/** Of a part of the settings only what is given is fixed. */
function fixedSampling({ tail, ...door }: Sampling): NonNullable<FixedSettings['sampling']> {
  if (!tail) return defined(door);
  const { slowerThan, quiet, ...rest } = tail;
  return { ...defined(door), tail: defined({ ...rest, slowerThanMs: slowerThan, quietMs: quiet }) };
}

/** Paths start from the file that names them. */
function fixedScrape(
  { files, ...rest }: NonNullable<ConfigFile['scrape']>,
  path: string | null,
): NonNullable<FixedSettings['scrape']> {
  const baseDir = path === null ? process.cwd() : dirname(path);
  return defined({ ...rest, files: files?.map((file) => resolve(baseDir, file)) });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys whose value is undefined. */
const defined = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
