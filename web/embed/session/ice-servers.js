// Lists of STUN and TURN servers, the page's or the service's. A browser refuses a whole list for one entry that it does not take; here
// that entry is left out and reported.

/**
 * Why the browser does not take these servers; undefined where it does. Only the browser knows which ones it takes.
 *
 * @param {RTCIceServer[]} servers
 */
function refused(servers) {
  try {
    new RTCPeerConnection({ iceServers: servers }).close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * One server with the addresses that the browser takes; empty where it takes none.
 *
 * @param {RTCIceServer} server
 */
function part(server) {
  if (!refused([server])) return [server];
  const urls = [server?.urls].flat().filter((url) => !refused([{ ...server, urls: url }]));
  return urls.length ? [{ ...server, urls }] : [];
}

/**
 * The servers of the list that can be used, and why something cannot.
 *
 * @param {RTCIceServer[]} list
 * @param {string} whose Said in the console.
 * @returns {{ servers: RTCIceServer[], why?: string }}
 */
export function usable(list, whose) {
  const why = refused(list);
  if (why === undefined) return { servers: list };
  console.warn(`streaming-avatar: of ${whose} STUN and TURN servers, those were left out that the browser does not take: ${why}`);
  return { servers: list.flatMap(part), why };
}
