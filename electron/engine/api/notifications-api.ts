import { TrivetError } from '../../../shared/contract/errors.ts';
import type { notificationMethods, notificationStreams } from '../../../shared/contract/notifications.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { Audit } from '../docker/audit.ts';
import type { EngineContext } from '../engine.ts';

type NotificationsContract = { methods: typeof notificationMethods; streams: typeof notificationStreams };

const notBuilt = (): never => {
  throw new TrivetError('unavailable', 'not built yet');
};

/** Silences, receivers, and what was told to whom. */
export function createNotificationsApi({ alertmanager }: EngineContext, _audit: Audit) {
  const methods: Handlers<NotificationsContract> = {
    'silences.list': notBuilt,
    'silences.set': notBuilt,
    'silences.expire': notBuilt,
    'receivers.list': notBuilt,
    'receivers.test': notBuilt,
    'receivers.check': notBuilt,
    'notifications.list': notBuilt,
  };
  const streams: Subscribers<NotificationsContract> = {
    'notices.live': (_params, sink) => alertmanager.onNotice.on((notice) => sink.emit(notice)),
  };
  return { methods, streams };
}
