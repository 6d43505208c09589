// The words of the dialog for the network.
export default {
  title: 'Network',
  close: 'Close',
  own: 'Your own STUN or TURN server',
  ownWhy: 'For networks that let no media through. Left empty, the service’s own are used. Kept until you leave this page.',
  addresses: 'Addresses',
  user: 'User name',
  password: 'Password',
  relayOnly: 'Only through a TURN server',
  question: 'Does it work from here?',
  free: 'Asks the service and the servers above. Opens no session, so it costs nothing.',
  session: 'Also open a short session. It may cost what a session costs.',
  check: 'Check the connection',
  checking: 'Checking…',
  again: 'Check again',
  busy: 'Asking the service and the servers. This may take some seconds.',
  failed: 'The test itself failed:',
};
