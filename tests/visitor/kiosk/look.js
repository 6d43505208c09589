// The element's state, and its events so far.
const { avatar, told, outcomes } = window.kiosk;
return { ...told, outcomes, state: avatar.state, session: avatar.sessionId, hidden: document.hidden };
