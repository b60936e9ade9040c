import type { RouteView } from '../../../../shared/contract/notifications.ts';
import { durationWords } from '../../../../shared/model/format.ts';
import css from './receivers.module.css';

interface RouteTreeProps {
  root: RouteView;
  /** The routes that the labels which are tried take; null while none are. */
  taken: readonly RouteView[] | null;
  onReceiver(name: string): void;
}

/** Where alerts go: each route below the one that hands on to it, what it does not match goes past it. */
export function RouteTree({ root, taken, onReceiver }: RouteTreeProps) {
  return (
    <ul className={css.tree} aria-label="Routes">
      <Route route={root} taken={taken} onReceiver={onReceiver} isRoot />
    </ul>
  );
}

interface RouteProps extends Omit<RouteTreeProps, 'root'> {
  route: RouteView;
  isRoot?: boolean;
}

function Route({ route, taken, onReceiver, isRoot = false }: RouteProps) {
  const { matchers, receiver, routes } = route;
  const isTaken = taken?.includes(route) ?? false;
  return (
    <li>
      <div className={css.route} data-taken={isTaken || undefined}>
        <div className={css.routeLine}>
          {matchers.length === 0 ? (
            <span className="t2">{isRoot ? 'every alert' : 'all that come here'}</span>
          ) : (
            matchers.map((text) => (
              <span key={text} className="chip mono" title={text}>
                <span className="cut">{text}</span>
              </span>
            ))
          )}
          <span className="t3" aria-hidden="true">
            →
          </span>
          <button type="button" className={css.receiverLink} onClick={() => onReceiver(receiver)}>
            {receiver}
          </button>
          {isTaken ? <span className="tag accent">takes it</span> : null}
          {route.continue ? (
            <span className="tag" title="Routes below it are looked at too (continue: true)">
              and goes on
            </span>
          ) : null}
        </div>
        <p className={css.routeFacts}>{routeFacts(route).join(' · ')}</p>
      </div>
      {routes.length > 0 ? (
        <ul>
          {routes.map((child, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: routes have no name, their place is what they are
            <Route key={i} route={child} taken={taken} onReceiver={onReceiver} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function groupText(groupBy: readonly string[]): string {
  if (groupBy.length === 0) return 'all in one group';
  return groupBy[0] === '...' ? 'each alert alone' : `grouped by ${groupBy.join(', ')}`;
}

function routeFacts(route: RouteView): string[] {
  return [
    groupText(route.groupBy),
    `told after ${durationWords(route.groupWaitMs)}`,
    `changes after ${durationWords(route.groupIntervalMs)}`,
    `again every ${durationWords(route.repeatIntervalMs)}`,
    ...(route.muteTimeIntervals.length > 0 ? [`quiet during ${route.muteTimeIntervals.join(', ')}`] : []),
    ...(route.activeTimeIntervals.length > 0 ? [`only during ${route.activeTimeIntervals.join(', ')}`] : []),
  ];
}
