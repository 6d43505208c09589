import { StrictMode, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'streaming-avatar/element';
import type { StreamingAvatarElement } from 'streaming-avatar/element';
import type {} from 'streaming-avatar/jsx';

function Page() {
  const avatar = useRef<StreamingAvatarElement>(null);
  const [shown, show] = useState(true);
  const [state, setState] = useState('idle');
  const [outcome, setOutcome] = useState('');
  const say = async () => setOutcome((await avatar.current?.speak('Hello from React.')) ?? '');
  return (
    <>
      {shown && (
        <streaming-avatar ref={avatar} start="click" renew quality="low" captions muted onstatechange={({ detail }) => setState(detail.state)} />
      )}
      <output data-testid="state" data-state={state} />
      <output data-testid="outcome">{outcome}</output>
      <button data-testid="start" onClick={() => avatar.current?.start()}>Start</button>
      <button data-testid="say" onClick={say}>Say it</button>
      <button data-testid="remove" onClick={() => show(false)}>Remove</button>
    </>
  );
}

// Strict mode mounts everything twice, which the element must not mind.
createRoot(document.querySelector('#app')!).render(<StrictMode><Page /></StrictMode>);
