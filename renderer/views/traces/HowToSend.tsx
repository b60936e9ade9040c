import { Link } from 'wouter';
import { useViewHref } from '../../time/url-state.ts';

/** Where the exact lines are that make an app send spans here. */
export function HowToSend() {
  const href = useViewHref();
  return (
    <p>
      <Link href={href('/traces')}>How to send spans</Link>, or open a file of traces.
    </p>
  );
}
