import { Link } from 'wouter';
import { useCall } from '../../connection/use-call.ts';
import { samplingText } from './sampling-text.ts';

/** Where not every trace is stored, the list is not the whole truth, and says so. */
export function SamplingNote() {
  const { data: view } = useCall('settings.get', {});
  const text = view ? samplingText(view.settings.sampling) : null;
  if (text === null) return null;
  return (
    <Link
      href="/settings?section=sampling"
      className="sub warn"
      style={{ alignSelf: 'center', whiteSpace: 'nowrap' }}
      title="Sampling is on: what is left out is counted in the settings"
    >
      {text}
    </Link>
  );
}
