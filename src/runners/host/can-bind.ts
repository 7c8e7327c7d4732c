import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Whether both a TCP and a UDP socket can be bound to the port at this moment. */
export async function canBind(address: string, port: number): Promise<boolean> {
  return (await canListen(address, port)) && (await canReceive(address, port));
}

function canListen(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function canReceive(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
