import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Document,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { z } from 'zod';
import { receiverNames, signals } from '../../../shared/contract/app.ts';
import { settingsSchema, spanLimitRanges } from '../../../shared/contract/settings.ts';
import { parseDuration } from './times.ts';
import { UsageError } from './usage-error.ts';

const MOST_BYTES = 1 << 20;
const MOST_ALIASES = 100;
const STANDARD_NAME = 'trivet.yaml';

const UNIT_BYTES: Record<string, number> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

const age = z.string().transform((text, context) => {
  try {
    return Number(parseDuration(text) / 1_000_000n);
  } catch {
    context.addIssue({ code: 'custom', message: 'a length of time, such as 7d or 12h' });
    return z.NEVER;
  }
});

const size = z.string().transform((text, context) => {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(text) ?? [];
  const bytes =
    Number(amount) * (Object.hasOwn(UNIT_BYTES, unit) ? (UNIT_BYTES[unit] ?? Number.NaN) : Number.NaN);
  if (Number.isFinite(bytes)) return Math.round(bytes);
  context.addIssue({ code: 'custom', message: 'a size, such as 512MiB or 2GiB' });
  return z.NEVER;
});

const part = z.number().min(0).max(1);
const logPath = z.string().min(1).max(4096);
const port = z.number().int().min(0).max(65_535);

const logSettings = settingsSchema.shape.logs.unwrap().shape;
const alertSettings = settingsSchema.shape.alerts.unwrap().shape;
const redactionSettings = logSettings.redaction.unwrap().shape;

/** What trivet.yaml may hold. */
const fileSchema = z.strictObject({
  port: port.optional(),
  bind: z.array(z.string().min(1).max(255)).max(64).optional(),
  allowHosts: z.array(z.string().min(1).max(255)).max(64).optional(),
  open: z.boolean().optional(),
  tokenFile: z.string().min(1).max(4096).optional(),
  listen: z.partialRecord(z.enum(receiverNames), z.union([port, z.literal('off')])).optional(),
  dockerHost: z.string().max(1024).optional(),
  corsLocalhost: z.boolean().optional(),
  sampling: z
    .strictObject({
      probability: part.optional(),
      spansPerSecond: z.number().int().min(1).optional(),
      tail: z
        .strictObject({
          enabled: z.boolean().optional(),
          slowerThan: age.optional(),
          quiet: age.refine((ms) => ms >= 1_000, 'at least 1s').optional(),
          keepRest: part.optional(),
        })
        .optional(),
    })
    .optional(),
  spanLimits: z.strictObject(spanLimitRanges).partial().optional(),
  metrics: z
    .strictObject({
      /** How late a sample may come and still be put in order. */
      outOfOrder: age.refine((ms) => ms <= 86_400_000, 'at most 1d').optional(),
    })
    .optional(),
  scrape: z
    .strictObject({
      /** prometheus.yml files, or folders with one; relative to this file. */
      files: z.array(z.string().min(1).max(4096)).max(100).optional(),
      containers: z.boolean().optional(),
      probe: z.boolean().optional(),
      extraMetrics: z.boolean().optional(),
    })
    .optional(),
  logs: z
    .strictObject({
      /** Log files to follow: paths and globs, relative to this file. */
      files: z
        .array(
          z.union([
            logPath,
            z.strictObject({
              path: logPath,
              name: z.string().max(200).default(''),
              service: z.string().max(200).default(''),
            }),
          ]),
        )
        .max(200)
        .optional(),
      joinLines: z.boolean().optional(),
      /** Files with pipeline stages, or folders with one; relative to this file. */
      pipelines: logSettings.pipelines.unwrap().optional(),
      redaction: z
        .strictObject({
          storage: z.boolean().optional(),
          exports: z.boolean().optional(),
          detectors: redactionSettings.detectors.unwrap().optional(),
          rules: redactionSettings.rules.unwrap().optional(),
        })
        .optional(),
    })
    .optional(),
  alerts: z
    .strictObject({
      /** Rule files, globs or folders of them; relative to this file. */
      files: alertSettings.files.unwrap().optional(),
      /** An alertmanager.yml; relative to this file. */
      routing: z.string().min(1).max(4096).optional(),
      /** Of groups of rules that name none. */
      evaluationInterval: age.refine((ms) => ms >= 1_000 && ms <= 86_400_000, 'from 1s to 1d').optional(),
      externalLabels: z.record(z.string().max(200), z.string().max(4096)).optional(),
    })
    .optional(),
  retention: z
    .partialRecord(z.enum(signals), z.strictObject({ age: age.optional(), size: size.optional() }))
    .optional(),
});
export type ConfigFile = z.infer<typeof fileSchema>;

export interface LoadedConfig {
  config: ConfigFile;
  /** Null when there is none. */
  path: string | null;
}

/**
 * `--config F`, else trivet.yaml in the data directory where there is one.
 *
 * @throws UsageError that names the file, the line and what is wrong there.
 */
export function loadConfigFile(named: string | undefined, dataDir: string): LoadedConfig {
  const path = named === undefined ? join(dataDir, STANDARD_NAME) : resolve(named);
  const text = readText(path, named !== undefined);
  return text === null ? { config: {}, path: null } : { config: parseConfig(text, path), path };
}

function readText(path: string, required: boolean): string | null {
  try {
    if (statSync(path).size > MOST_BYTES) throw new UsageError(`${path}: larger than 1 MiB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !required) return null;
    throw error instanceof UsageError ? error : new UsageError(`${path}: ${message}`);
  }
}

/** @throws UsageError */
export function parseConfig(text: string, path: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const [fault] = document.errors;
  if (fault) throw new UsageError(`${path}:${lineAt(fault.pos[0])}: ${fault.message}`);
  const parsed = fileSchema.safeParse(plainValue(document, path));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const at = unknown === undefined ? issue.path : [...issue.path, unknown];
    const offset = offsetOf(document.contents, at);
    const what = unknown === undefined ? issue.message : 'no such setting';
    return `${path}${offset === null ? '' : `:${lineAt(offset)}`}: ${at.join('.')}: ${what}`;
  });
  throw new UsageError(problems.join('\n'));
}

/** @throws UsageError for aliases that multiply into more than anybody writes. */
function plainValue(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where the deepest key on the path that the document has stands in it. */
function offsetOf(node: Node | null, path: readonly PropertyKey[]): number | null {
  const [key, ...rest] = path;
  if (!node || key === undefined) return node?.range?.[0] ?? null;
  if (!isMap(node)) return node.range?.[0] ?? null;
  const pair = (node as YAMLMap<Node, Node | null>).items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
  );
  if (!pair) return node.range?.[0] ?? null;
  return rest.length > 0 && pair.value ? offsetOf(pair.value, rest) : (pair.key.range?.[0] ?? null);
}
