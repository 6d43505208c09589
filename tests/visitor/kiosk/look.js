// How the element stands, and what it has told so far.
const { avatar, told, outcomes } = window.kiosk;
return { ...told, outcomes, state: avatar.state, session: avatar.sessionId, hidden: document.hidden };
