import { alertMethods, alertStreams } from './alerts.ts';
import { appMethods, appStreams } from './app.ts';
import { containerMethods, containerStreams } from './containers.ts';
import { dashboardMethods, dashboardStreams } from './dashboards.ts';
import type { Contract, EventOf, InputOf, ResultOf } from './define.ts';
import { dockerMethods, dockerStreams } from './docker.ts';
import { fileMethods, fileStreams } from './files.ts';
import { logInputMethods, logInputStreams } from './log-input.ts';
import { logMethods, logStreams } from './logs.ts';
import { metricImportStreams } from './metric-import.ts';
import { metricMethods } from './metrics.ts';
import { notificationMethods, notificationStreams } from './notifications.ts';
import { objectiveMethods } from './objectives.ts';
import { promqlMethods } from './promql.ts';
import { samplingMethods } from './sampling.ts';
import { scrapeMethods, scrapeStreams } from './scrape.ts';
import { secretMethods } from './secrets.ts';
import { settingsMethods, settingsStreams } from './settings.ts';
import { traceAnswerMethods } from './trace-answers.ts';
import { traceExportStreams } from './trace-export.ts';
import { traceMethods, traceStreams } from './traces.ts';

/** The one API between the engine and its windows and commands. */
export const contract = {
  methods: {
    ...appMethods,
    ...containerMethods,
    ...dockerMethods,
    ...metricMethods,
    ...promqlMethods,
    ...scrapeMethods,
    ...dashboardMethods,
    ...logMethods,
    ...logInputMethods,
    ...traceMethods,
    ...samplingMethods,
    ...traceAnswerMethods,
    ...fileMethods,
    ...alertMethods,
    ...notificationMethods,
    ...objectiveMethods,
    ...secretMethods,
    ...settingsMethods,
  },
  streams: {
    ...appStreams,
    ...containerStreams,
    ...dockerStreams,
    ...scrapeStreams,
    ...dashboardStreams,
    ...logStreams,
    ...logInputStreams,
    ...traceStreams,
    ...traceExportStreams,
    ...fileStreams,
    ...alertStreams,
    ...notificationStreams,
    ...metricImportStreams,
    ...settingsStreams,
  },
} satisfies Contract;

export type TrivetContract = typeof contract;
export type MethodName = keyof TrivetContract['methods'];
export type StreamName = keyof TrivetContract['streams'];
export type Input<M extends MethodName> = InputOf<TrivetContract['methods'][M]>;
export type Result<M extends MethodName> = ResultOf<TrivetContract['methods'][M]>;
export type StreamInput<S extends StreamName> = InputOf<TrivetContract['streams'][S]>;
export type StreamEvent<S extends StreamName> = EventOf<TrivetContract['streams'][S]>;
