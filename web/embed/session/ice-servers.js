// Lists of STUN and TURN servers, the page's or the service's. A browser refuses the whole list for one entry that it does not take; here
// that entry is left out, and told.

/** Why the browser does not take these; undefined where it does. It alone knows which it takes. */
function refused(servers) {
  try {
    new RTCPeerConnection({ iceServers: servers }).close();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** What of one server the browser takes: all of it, or some of its addresses. */
function part(server) {
  if (!refused([server])) return [server];
  const urls = [server?.urls].flat().filter((url) => !refused([{ ...server, urls: url }]));
  return urls.length ? [{ ...server, urls }] : [];
}

/** What of the list can be used, and why something cannot. `whose` is said in the console. */
export function usable(list, whose) {
  const why = refused(list);
  if (why === undefined) return { servers: list };
  console.warn(`streaming-avatar: of ${whose} STUN and TURN servers, those were left out that the browser does not take: ${why}`);
  return { servers: list.flatMap(part), why };
}
