// How a page that follows a run stands towards the server that sent it; one that is a file has none.

export type Connection = 'connecting' | 'live' | 'lost' | 'ended';
