import { useEffect, useState } from 'react';

/** For a dialog that is there only while it is open: the focus goes back to what opened it. */
export function useReturnFocus(): void {
  // While it is first drawn, before the dialog takes the focus.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After what the dialog itself does as it goes.
      setTimeout(() => before instanceof HTMLElement && before.isConnected && before.focus());
    },
    [before],
  );
}
