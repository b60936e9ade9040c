import { z } from 'zod';
import { logFormats } from '../log-format/formats.ts';
import { patternFault } from '../redaction/own-rule.ts';
import { receiverNames, signals } from './app.ts';
import { rangeMs } from './common.ts';
import { method, stream } from './define.ts';
import { MOST_SAVED_SEARCHES } from './saved-searches.ts';

const DAY_MS = 86_400_000;
const GIB = 2 ** 30;

const retention = (days: number, gib: number) =>
  z
    .object({
      maxAgeMs: z.number().int().min(60_000),
      maxBytes: z
        .number()
        .int()
        .min(2 ** 20),
    })
    .default({ maxAgeMs: days * DAY_MS, maxBytes: gib * GIB });

const part = z.number().min(0).max(1);
const milliseconds = (least: number, most: number) => z.number().int().min(least).max(most);

/** Which of the spans that are received are stored; as it stands at first, all of them. */
const samplingSchema = z
  .object({
    /** Part of the traces that is kept, the same ones whoever decides by their ids. */
    probability: part.default(1),
    /** Spans a second that are taken, over all receivers; null is no limit. */
    spansPerSecond: z.number().int().min(1).max(10_000_000).nullable().default(null),
    /** Keeps traces with errors and slow ones, and takes the others away once they are over. */
    tail: z
      .object({
        enabled: z.boolean().default(false),
        slowerThanMs: milliseconds(0, DAY_MS).default(1_000),
        /** A trace is over when nothing of it has come for so long. */
        quietMs: milliseconds(1_000, 3_600_000).default(30_000),
        /** Part of the others that is kept all the same. */
        keepRest: part.default(0),
      })
      .prefault({}),
  })
  .prefault({});

/** What one span may hold; what is over it is cut off and counted. */
export const spanLimitRanges = {
  attributes: z.number().int().min(1).max(10_000),
  events: z.number().int().min(0).max(100_000),
  links: z.number().int().min(0).max(100_000),
  keyBytes: z.number().int().min(16).max(65_536),
  valueBytes: z
    .number()
    .int()
    .min(64)
    .max(16 * 2 ** 20),
};

const spanLimitsSchema = z
  .object({
    attributes: spanLimitRanges.attributes.default(128),
    events: spanLimitRanges.events.default(1_024),
    links: spanLimitRanges.links.default(1_024),
    keyBytes: spanLimitRanges.keyBytes.default(1_024),
    valueBytes: spanLimitRanges.valueBytes.default(65_536),
  })
  .prefault({});

const metricsSchema = z
  .object({
    /** How much older than its series' newest a sample may be and still be put in order. */
    outOfOrderMs: milliseconds(0, 86_400_000).default(600_000),
  })
  .prefault({});

const path = z.string().min(1).max(4096);
const takenContainer = z.object({
  entity: z.string().min(1).max(512),
  /** Inside the container. */
  port: z.number().int().min(1).max(65_535),
  path: path.default('/metrics'),
});

/** What is scraped, beside what the files say. */
const scrapeSchema = z
  .object({
    /** A prometheus.yml of its own. */
    text: z
      .string()
      .max(2 ** 20)
      .default(''),
    /** Paths of prometheus.yml files, or of folders with one; watched. */
    files: z.array(path).max(100).default([]),
    /** Containers that ask for it by their labels. */
    containers: z.boolean().default(true),
    /** Asks the published ports of a container once after each start whether they have metrics. */
    probe: z.boolean().default(true),
    /** For containers, and for files that say nothing else. */
    extraMetrics: z.boolean().default(false),
    taken: z.array(takenContainer).max(1_000).default([]),
    declined: z.array(takenContainer).max(1_000).default([]),
  })
  .prefault({});

const dashboardsSchema = z
  .object({
    /** Folders of projects whose dashboards are shown beside one's own; watched. */
    folders: z.array(path).max(100).default([]),
  })
  .prefault({});

/** What is looked for in texts that must not be kept or leave as they are. */
export const redactionDetectors = [
  'email',
  'card',
  'jwt',
  'bearer',
  'basic-auth',
  'aws-key',
  'private-key',
  'url-password',
  'iban',
  'phone',
] as const;
export type RedactionDetector = (typeof redactionDetectors)[number];

const ruleName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes');
const pattern = z.string().min(1).max(1024);

const isPattern = (text: string) => patternFault(text) === null;
const faultText = ({ input }: { input?: unknown }) =>
  `not a pattern of RE2: ${patternFault(String(input)) ?? ''}`;

const logsSchema = z
  .object({
    redaction: z
      .object({
        /** Before anything is stored; span attributes too. */
        storage: z.boolean().default(false),
        exports: z.boolean().default(true),
        detectors: z.array(z.enum(redactionDetectors)).default([...redactionDetectors]),
        /** RE2 patterns of one's own; what they match becomes the rule's mark. */
        rules: z
          .array(z.object({ name: ruleName, pattern: pattern.refine(isPattern, { error: faultText }) }))
          .max(100)
          .default([]),
      })
      .prefault({}),
    /** Stack traces and continuation lines are one record with the line that they follow. */
    joinLines: z.boolean().default(true),
    /** The format of an entity's lines where it is not to be found out. */
    formats: z.record(z.string().max(512), z.enum(logFormats)).default({}),
    /** Files to follow: paths and globs of the engine's machine. */
    files: z
      .array(
        z.object({
          path,
          /** What the lines are shown as; the file's name without it. */
          name: z.string().max(200).default(''),
          service: z.string().max(200).default(''),
        }),
      )
      .max(200)
      .default([]),
    /** Files with pipeline stages in the shape that Promtail has; watched. */
    pipelines: z.array(path).max(50).default([]),
    /** Searches that were given a name; `record` counts their lines as a series of its own from then on. */
    searches: z
      .array(
        z.object({
          name: z.string().min(1).max(100),
          query: z.string().max(4096),
          record: z.boolean().default(false),
        }),
      )
      .max(MOST_SAVED_SEARCHES)
      .default([]),
    /** Words or /patterns/ that lists colour, by the number of a colour of the palette. */
    highlights: z
      .array(z.object({ match: pattern, colour: z.number().int().min(0).max(7) }))
      .max(50)
      .default([]),
  })
  .prefault({});

const alertsSchema = z
  .object({
    /** Rule files, or folders whose rule files are taken: of Prometheus, or with objectives; watched. */
    files: z.array(path).max(100).default([]),
    /** alertmanager.yml to tell by; null tells everything on the desktop. */
    routing: path.nullable().default(null),
    /** For groups that name none. */
    evaluationIntervalMs: milliseconds(1_000, 86_400_000).default(15_000),
    /** Added to every alert that leaves, as external_labels of a prometheus.yml. */
    externalLabels: z
      .array(z.tuple([z.string().max(200), z.string().max(4096)]))
      .max(64)
      .default([]),
  })
  .prefault({});

const statsdSchema = z
  .object({
    /** Stands in front of every name that comes over StatsD. */
    prefix: z
      .string()
      .max(100)
      .regex(/^[a-zA-Z0-9_.:-]*$/)
      .default(''),
  })
  .prefault({});

/** What the settings page keeps. A flag, the environment or trivet.yaml may stand above each value. */
export const settingsSchema = z.object({
  retention: z
    .object({
      metrics: retention(15, 1),
      logs: retention(7, 2),
      traces: retention(7, 2),
      events: retention(15, 1),
    })
    .prefault({}),
  /** Port by receiver; 0 picks a free one. Takes effect at the next start. */
  listen: z
    .partialRecord(z.enum(receiverNames), z.union([z.number().int().min(0).max(65_535), z.literal('off')]))
    .default({}),
  /** docker endpoint to use instead of the one found: unix:///…, npipe://…, tcp://…, ssh://… */
  dockerHost: z.string().max(1024).nullable().default(null),
  closeToTray: z.boolean().default(false),
  notifications: z.boolean().default(true),
  corsLocalhost: z.boolean().default(true),
  /** Searches over traces that were given a name. */
  traceSearches: z
    .array(z.object({ name: z.string().min(1).max(100), query: z.string().max(4096) }))
    .max(MOST_SAVED_SEARCHES)
    .default([]),
  sampling: samplingSchema,
  dashboards: dashboardsSchema,
  spanLimits: spanLimitsSchema,
  statsd: statsdSchema,
  /** The machine's own CPU, memory, disks and network, under node_exporter's names. */
  hostMetrics: z.boolean().default(true),
  metrics: metricsSchema,
  scrape: scrapeSchema,
  logs: logsSchema,
  alerts: alertsSchema,
});
export type Settings = z.infer<typeof settingsSchema>;

type Shape = typeof settingsSchema.shape;
type GivenShape = { [K in keyof Shape]: z.ZodOptional<ReturnType<Shape[K]['unwrap']>> };

/** Parts to be replaced. Without their defaults: those would be put in for what is not given, and reset it. */
export const givenSettingsSchema = z.object(
  Object.fromEntries(
    Object.entries(settingsSchema.shape).map(([name, part]) => [name, part.unwrap().optional()]),
  ) as unknown as GivenShape,
);

export interface SettingsView {
  settings: Settings;
  /** Dotted paths that a flag, the environment or trivet.yaml holds fixed, with where. */
  fixed: [path: string, by: string][];
}

export const settingsMethods = {
  'settings.get': method<SettingsView>()(z.object({})),
  /** Replaces the given top-level parts. */
  'settings.set': method<SettingsView>()(z.object({ settings: givenSettingsSchema })),
  'storage.delete': method<{ items: number }>()(
    z.object({ ...rangeMs, signal: z.enum(signals), entity: z.string().max(512).optional() }),
  ),
  'storage.backup': method<{ path: string; bytes: number }>()(
    z.object({ path: z.string().min(1).max(4096) }),
  ),
};

export const settingsStreams = {
  /** The settings at once and after every change. */
  'settings.live': stream<SettingsView>()(z.object({})),
};
