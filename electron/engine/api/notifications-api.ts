import type { notificationMethods, notificationStreams } from '../../../shared/contract/notifications.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { checkRouting } from '../alerts/dispatch/check-routing.ts';
import { tryReceiver } from '../alerts/dispatch/receiver-trial.ts';
import type { EngineContext } from '../engine.ts';

type NotificationsContract = { methods: typeof notificationMethods; streams: typeof notificationStreams };

/** Silences, receivers, and what was told to whom. */
export function createNotificationsApi({ alertmanager, store, clock }: EngineContext) {
  const { silences } = alertmanager;
  const methods: Handlers<NotificationsContract> = {
    'silences.list': () => ({ silences: alertmanager.silenceViews() }),
    'silences.set': async ({ startsAtMs, ...draft }) => {
      const begin = startsAtMs ?? silences.get(draft.id ?? '')?.startsAtMs ?? clock.now();
      return { id: await alertmanager.setSilence({ ...draft, startsAtMs: begin }) };
    },
    'silences.expire': async ({ id }) => ({ expired: await alertmanager.expireSilence(id) }),
    'receivers.list': () => alertmanager.routingView(),
    'receivers.test': (params, { signal }) =>
      tryReceiver(alertmanager, params, { now: () => clock.now(), signal }),
    'receivers.check': ({ text }) => checkRouting(text, alertmanager.configuration.baseDir, clock.now()),
    'notifications.list': (params, { signal }) => store.read('notifications.list', params, { signal }),
  };
  const streams: Subscribers<NotificationsContract> = {
    'notices.live': (_params, sink) => alertmanager.onNotice.on((notice) => sink.emit(notice)),
  };
  return { methods, streams };
}
