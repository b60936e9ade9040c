import { IconSend } from '@tabler/icons-react';
import type { Result } from '../../../../shared/contract/contract.ts';
import type { IntegrationView, ReceiverView } from '../../../../shared/contract/notifications.ts';
import { duration, quantityText } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { StateIcon, type StateShape } from '../../../components/StateIcon.tsx';
import { Ago } from '../../../components/Time.tsx';
import { useAction } from '../../../connection/use-call.ts';
import css from './receivers.module.css';

type TestOutcome = Result<'receivers.test'>['outcomes'][number];

interface ReceiverCardProps {
  receiver: ReceiverView;
  /** How many routes send to it. */
  routes: number;
  /** Shown as the one that was asked for. */
  isChosen: boolean;
}

/** Somebody who is told, and the ways in which. A test goes by all of them, or by one. */
export function ReceiverCard({ receiver, routes, isChosen }: ReceiverCardProps) {
  const { name, integrations } = receiver;
  const test = useAction('receivers.test', ['receivers.list', 'notifications.list']);
  const send = (integration?: IntegrationView) =>
    test.mutate({
      receiver: name,
      ...(integration ? { integration: { kind: integration.kind, index: integration.index } } : {}),
    });
  const only = test.variables?.integration;
  const isSending = ({ kind, index }: IntegrationView) =>
    test.isPending && (!only || (only.kind === kind && only.index === index));
  return (
    <section className={css.card} aria-label={`Receiver ${name}`} data-chosen={isChosen || undefined}>
      <div className={css.cardHead}>
        <h3 className="cut" title={name}>
          {name}
        </h3>
        <span className="t3 nowrap">
          {routes === 0 ? 'no route' : routes === 1 ? '1 route' : `${routes} routes`}
        </span>
        <span className="grow" />
        <button
          type="button"
          className="btn small"
          disabled={test.isPending || integrations.length === 0}
          onClick={() => send()}
        >
          <IconSend size={14} /> Send a test
        </button>
      </div>
      {integrations.length === 0 ? (
        <p className={css.nobody}>Nobody is told: alerts that come here end here.</p>
      ) : null}
      {integrations.map((integration) => (
        <Integration
          key={`${integration.kind} ${integration.index}`}
          integration={integration}
          outcome={test.data?.outcomes.find(
            ({ kind, index }) => kind === integration.kind && index === integration.index,
          )}
          isSending={isSending(integration)}
          onTest={integrations.length > 1 ? () => send(integration) : null}
        />
      ))}
      {test.error ? <ErrorNote error={test.error} what="No test was sent" /> : null}
    </section>
  );
}

interface IntegrationProps {
  integration: IntegrationView;
  outcome: TestOutcome | undefined;
  isSending: boolean;
  onTest: (() => void) | null;
}

function Integration({ integration, outcome, isSending, onTest }: IntegrationProps) {
  const { label, target, sendsResolved, off, lastError } = integration;
  return (
    <div className={css.integration}>
      <StateIcon shape={shapeOf(integration)} />
      <span className="nowrap med">{label}</span>
      <span className="mono cut t2" title={target}>
        <bdi>{target}</bdi>
      </span>
      <span className={css.facts}>
        {sendsResolved ? null : (
          <span className="tag" title="send_resolved: false">
            not of the end
          </span>
        )}{' '}
        {off === null ? <LastAttempt integration={integration} /> : <span className="warn">off</span>}
      </span>
      {onTest ? (
        <button
          type="button"
          className="btn icon quiet small"
          aria-label={`Test ${label} ${target}`}
          title="Send a test by this way only"
          disabled={isSending}
          onClick={onTest}
        >
          <IconSend size={14} />
        </button>
      ) : (
        <span />
      )}
      {off === null && lastError === null ? null : (
        <p className={`${css.outcome} ${off === null ? 'err' : 'warn'}`}>{off ?? lastError}</p>
      )}
      {isSending || outcome ? (
        <p className={css.outcome} role="status">
          {isSending ? 'Sending a test…' : outcome ? <Outcome outcome={outcome} /> : null}
        </p>
      ) : null}
    </div>
  );
}

function shapeOf({ off, lastError, lastAttemptMs }: IntegrationView): StateShape {
  if (off !== null) return 'warn';
  if (lastError !== null) return 'error';
  return lastAttemptMs === null ? 'idle' : 'ok';
}

function LastAttempt({ integration: { lastAttemptMs, lastError } }: { integration: IntegrationView }) {
  if (lastAttemptMs === null) return <span className="t3">nothing sent yet</span>;
  return (
    <span className={lastError === null ? 't2' : 'err'}>
      {lastError === null ? 'sent ' : 'failed '}
      <Ago ms={lastAttemptMs} /> ago
    </span>
  );
}

function Outcome({ outcome: { error, durationMs } }: { outcome: TestOutcome }) {
  const took = quantityText(duration(durationMs * 1e6));
  if (error === null) return <span className="ok">The test arrived, after {took}.</span>;
  return (
    <span className="err">
      The test failed after {took}: {error}
    </span>
  );
}
