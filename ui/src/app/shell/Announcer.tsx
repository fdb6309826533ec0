import { useScreenName } from '@/ui/title';

/** Says the name of each new screen to those who do not see it: the browser only does so for a new page. */
export function Announcer() {
  return (
    <p className="visually-hidden" aria-live="polite">
      {useScreenName()}
    </p>
  );
}
