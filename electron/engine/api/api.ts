import type { TrivetContract } from '../../../shared/contract/contract.ts';
import type { Api } from '../../../shared/rpc/server.ts';
import { Audit } from '../docker/audit.ts';
import { ExecSessions } from '../docker/exec-sessions.ts';
import type { EngineContext } from '../engine.ts';
import { createAlertsApi } from './alerts-api.ts';
import { createAppApi } from './app-api.ts';
import { createContainersApi } from './containers-api.ts';
import { createDashboardsApi } from './dashboards-api.ts';
import { createDockerApi } from './docker-api.ts';
import { createEventsApi } from './events-api.ts';
import { createFilesApi } from './files-api.ts';
import { createLogInputApi } from './log-input-api.ts';
import { createLogsApi } from './logs-api.ts';
import { createMetricImportApi } from './metric-import-api.ts';
import { createMetricsApi } from './metrics-api.ts';
import { createNotificationsApi } from './notifications-api.ts';
import { createObjectivesApi } from './objectives-api.ts';
import { createPromqlApi } from './promql-api.ts';
import { createSamplingApi } from './sampling-api.ts';
import { createScrapeApi } from './scrape-api.ts';
import { createSecretsApi } from './secrets-api.ts';
import { createSettingsApi } from './settings-api.ts';
import { createStorageApi } from './storage-api.ts';
import { createTraceAggregatesApi } from './trace-aggregates-api.ts';
import { createTraceAnswersApi } from './trace-answers-api.ts';
import { createTracesApi } from './traces-api.ts';

/** One handler file per contract group; this puts them together. */
export function createApi(context: EngineContext): Api<TrivetContract> {
  const app = createAppApi(context);
  const audit = new Audit(context.store, context.clock);
  const shells = context.owned.add(new ExecSessions());
  context.beforeStop.add(() => shells.settled());
  const alerts = createAlertsApi(context);
  const notifications = createNotificationsApi(context);
  const objectives = createObjectivesApi(context);
  const containers = createContainersApi(context, audit, shells);
  const docker = createDockerApi(context, audit);
  const events = createEventsApi(context);
  const files = createFilesApi(context);
  const logs = createLogsApi(context);
  const logInput = createLogInputApi(context);
  const metricImport = createMetricImportApi(context);
  const metrics = createMetricsApi(context);
  const promql = createPromqlApi(context);
  const dashboards = createDashboardsApi(context);
  const scrape = createScrapeApi(context);
  const sampling = createSamplingApi(context);
  const secrets = createSecretsApi(context);
  const settings = createSettingsApi(context);
  const storage = createStorageApi(context);
  const traceAggregates = createTraceAggregatesApi(context);
  const traceAnswers = createTraceAnswersApi(context);
  const traces = createTracesApi(context);
  return {
    methods: {
      ...app.methods,
      ...alerts.methods,
      ...notifications.methods,
      ...objectives.methods,
      ...containers.methods,
      ...docker.methods,
      ...events.methods,
      ...files.methods,
      ...logs.methods,
      ...logInput.methods,
      ...metrics.methods,
      ...promql.methods,
      ...dashboards.methods,
      ...scrape.methods,
      ...sampling.methods,
      ...secrets.methods,
      ...settings.methods,
      ...storage.methods,
      ...traceAggregates.methods,
      ...traceAnswers.methods,
      ...traces.methods,
    },
    streams: {
      ...app.streams,
      ...alerts.streams,
      ...notifications.streams,
      ...containers.streams,
      ...docker.streams,
      ...dashboards.streams,
      ...scrape.streams,
      ...events.streams,
      ...logs.streams,
      ...logInput.streams,
      ...files.streams,
      ...metricImport.streams,
      ...settings.streams,
      ...traces.streams,
    },
  };
}
