import { matcherText } from '../../../../shared/alerts/matchers.ts';
import type { IntegrationView, ReceiverView, RouteView } from '../../../../shared/contract/notifications.ts';
import type { Receiver } from '../routing/receivers.ts';
import type { Route } from '../routing/route.ts';
import type { Routing, WayOfTelling } from './routing.ts';

export function routeView(route: Route): RouteView {
  return {
    receiver: route.receiver,
    matchers: route.matchers.map(matcherText),
    groupBy: route.groupBy === 'all' ? ['...'] : [...route.groupBy],
    groupWaitMs: route.groupWaitMs,
    groupIntervalMs: route.groupIntervalMs,
    repeatIntervalMs: route.repeatIntervalMs,
    continue: route.continue,
    muteTimeIntervals: [...route.muteTimeIntervals],
    activeTimeIntervals: [...route.activeTimeIntervals],
    routes: route.routes.map(routeView),
  };
}

export function receiverViews(routing: Routing): ReceiverView[] {
  return [...routing.loaded.config.receivers.values()].map((receiver) => ({
    name: receiver.name,
    integrations: receiver.integrations.map((integration, place) =>
      integrationView(integration, routing.waysOf(receiver.name)[place]),
    ),
  }));
}

function integrationView(
  { kind, off, sendResolved }: Receiver['integrations'][number],
  way: WayOfTelling | undefined,
): IntegrationView {
  return {
    kind: kind.key,
    index: way?.index ?? 0,
    label: kind.label,
    target: way?.sender.target ?? '',
    sendsResolved: sendResolved,
    off,
    lastAttemptMs: way?.delivery?.lastAttemptMs ?? null,
    lastError: way?.delivery?.lastError ?? null,
  };
}
