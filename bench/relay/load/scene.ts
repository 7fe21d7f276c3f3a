/** Clients that are set up once and let loose one or more times, with the server's processor time read in between. */
export interface Scene<Run, Figures> {
  run(options: Run): Promise<Figures>;
  close(): void;
}
