import pino from 'pino';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { Counters } from '../../../electron/engine/counters.ts';
import { LogIntake } from '../../../electron/engine/logs/log-intake.ts';
import type { LogGroup, LogSink } from '../../../electron/engine/logs/log-sink.ts';
import { Decoder } from '../../../electron/engine/receivers/decode/decoder.ts';
import { type HttpProtocol, HttpReceiver } from '../../../electron/engine/receivers/http-receiver.ts';
import { ReceiverFaults } from '../../../electron/engine/receivers/receiver-faults.ts';
import type { Receiver } from '../../../electron/engine/receivers/receiver-listener.ts';
import type { ReceiverSurroundings } from '../../../electron/engine/receivers/surroundings.ts';
import { ContainerTies } from '../../../electron/engine/traces/container-tie.ts';
import { settingsSchema } from '../../../shared/contract/settings.ts';
import { DisposableStore } from '../../../shared/util/disposable.ts';
import { noDocker } from './no-docker.ts';
import { createSurroundings } from './test-surroundings.ts';

const logger = pino({ level: 'silent' });

/** Keeps what is committed, or refuses it with the error that it is told. */
export class FakeSink implements LogSink {
  groups: LogGroup[] = [];
  refuseWith: Error | null = null;

  async commit(_receiver: string, groups: readonly LogGroup[]) {
    if (this.refuseWith) throw this.refuseWith;
    this.groups.push(...structuredClone(groups));
    return { stored: groups.reduce((sum, { records }) => sum + records.length, 0), truncated: 0, dropped: 0 };
  }

  get records() {
    return this.groups.flatMap(({ records }) => records);
  }

  get texts() {
    return this.records.map(({ body }) => body);
  }
}

/**
 * One receiver for all tests of the file, in front of a sink that keeps what the running test sends.
 *
 * @param create what listens on a free port
 */
export function sharedLogReceiver(create: (logs: LogIntake, around: ReceiverSurroundings) => Receiver) {
  const owned = new DisposableStore();
  const sink = new FakeSink();
  const { around, dispose } = createSurroundings();
  const { counters } = around;
  let receiver: Receiver | null = null;
  beforeAll(async () => {
    const faults = new ReceiverFaults(new Counters(systemClock), systemClock);
    const decoder = owned.add(new Decoder(logger));
    const ties = owned.add(new ContainerTies(noDocker));
    const settings = { current: settingsSchema.parse({}) };
    const intake = new LogIntake({ sink, decoder, ties, faults, counters, logger, settings });
    receiver = owned.add(create(intake, around));
    await receiver.start();
  });
  beforeEach(() => {
    sink.groups = [];
    sink.refuseWith = null;
  });
  afterAll(() => {
    owned.dispose();
    dispose();
  });
  return {
    sink,
    around,
    get port(): number {
      return receiver?.status.port ?? 0;
    },
  };
}

export const sharedHttpLogs = (protocol: (logs: LogIntake) => HttpProtocol) =>
  sharedLogReceiver((logs, around) => new HttpReceiver(protocol(logs), 0, around));
