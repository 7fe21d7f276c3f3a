// @y/websocket-server as its own command starts it: HOST and PORT come from the environment, and nothing is stored.
import '@y/websocket-server/server';
