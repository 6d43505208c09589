'use client';

// Rendered on the server, too: the element is a tag there, and its script does nothing.
import { useEffect, useRef, useState } from 'react';
import 'streaming-avatar/element';

export default function Avatar() {
  const avatar = useRef(null);
  const [shown, show] = useState(true);
  const [state, setState] = useState('idle');
  const [outcome, setOutcome] = useState('');
  // React gives listeners such as `onstatechange` to the elements only that it makes itself, not to those that came from the server.
  useEffect(() => {
    const { current } = avatar;
    const told = ({ detail }) => setState(detail.state);
    current?.addEventListener('statechange', told);
    return () => current?.removeEventListener('statechange', told);
  }, [shown]);
  return (
    <>
      {shown && <streaming-avatar ref={avatar} quality="low" captions="" muted="" />}
      <output data-testid="state" data-state={state} />
      <output data-testid="outcome">{outcome}</output>
      <button data-testid="start" onClick={() => avatar.current.start()}>Start</button>
      <button data-testid="say" onClick={async () => setOutcome(await avatar.current.speak('Hello from Next.'))}>Say it</button>
      <button data-testid="remove" onClick={() => show(false)}>Remove</button>
    </>
  );
}
