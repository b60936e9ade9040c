import type { AppInfo, appMethods, appStreams, EngineStatus } from '../../../shared/contract/app.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import type { EngineContext } from '../engine.ts';
import { limitsInForce } from '../limits.ts';

const STATUS_EVERY_MS = 1_000;

type AppContract = { methods: typeof appMethods; streams: typeof appStreams };

export function createAppApi(context: EngineContext) {
  const { options, clock, counters, store, docker, receivers, storage, scraper } = context;
  const reporters = [storage, context.metrics, scraper, context.alerts, context.alertmanager];
  let cpu = { usage: process.cpuUsage(), atMs: clock.now(), percent: 0 };

  function cpuPercent(): number {
    const now = clock.now();
    if (now - cpu.atMs >= STATUS_EVERY_MS) {
      const usage = process.cpuUsage();
      const micros = usage.user + usage.system - cpu.usage.user - cpu.usage.system;
      cpu = { usage, atMs: now, percent: micros / 10 / (now - cpu.atMs) };
    }
    return cpu.percent;
  }

  function info(): AppInfo {
    return {
      version: options.version,
      node: process.versions.node,
      sqlite: store.sqliteVersion,
      platform: `${process.platform} ${process.arch}`,
      pid: process.pid,
      dataDir: options.dataDir,
      startedMs: context.startedMs,
      demo: options.demo ?? false,
      limits: limitsInForce(context.settings.current),
    };
  }

  function status(): EngineStatus {
    return {
      sources: [docker.status],
      receivers: receivers.statuses(),
      received: counters.receivedCounts(),
      dropped: counters.droppedCounts(),
      redacted: counters.redactedCounts(),
      ...storage.latest,
      engine: { cpuPercent: cpuPercent(), rssBytes: process.memoryUsage.rss() },
      scrape: scraper.counts(),
      alerts: context.alerts.status().counts,
      problems: reporters.flatMap((part) => part.problems()),
    };
  }

  const methods: Handlers<AppContract> = {
    'app.info': info,
    'app.status': async () => {
      await storage.refresh();
      return status();
    },
  };
  const streams: Subscribers<AppContract> = {
    'app.status': (_params, sink) => {
      sink.emit(status());
      const timer = setInterval(() => sink.emit(status()), STATUS_EVERY_MS);
      return disposable(() => clearInterval(timer));
    },
  };
  return { methods, streams };
}
