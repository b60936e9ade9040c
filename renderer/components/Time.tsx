import { durationWords } from '../../shared/model/format.ts';
import { exactText, milliText, secondText } from '../time/clock-text.ts';
import { useZone } from '../time/preferences.ts';
import { useNow } from '../time/ticker.ts';

/** Clock time; the exact instant on hover. */
export function Time({
  ms,
  millis = false,
  className,
}: {
  ms: number;
  millis?: boolean;
  className?: string;
}) {
  const zone = useZone();
  return (
    <time className={className} dateTime={new Date(ms).toISOString()} title={exactText(ms, zone)}>
      {millis ? milliText(ms, zone) : secondText(ms, zone)}
    </time>
  );
}

/** How long ago; the exact instant on hover. */
export function Ago({ ms, className }: { ms: number; className?: string }) {
  const zone = useZone();
  const now = useNow(1000);
  return (
    <time className={className} dateTime={new Date(ms).toISOString()} title={exactText(ms, zone)}>
      {durationWords(Math.max(0, now - ms))}
    </time>
  );
}
