# The relay's image: docker build -t tandem-relay .
# Nothing is compiled: better-sqlite3 and esbuild carry their binaries, so that no install script has to run.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY esbuild.mjs tsconfig.json ./
COPY shared ./shared
COPY engine ./engine
COPY relay ./relay
# For the extension, which the relay offers at /tandem.vsix.
COPY client ./client
COPY extension ./extension
COPY l10n ./l10n
COPY docs/images ./docs/images
COPY .vscodeignore package.nls.json package.nls.de.json package.nls.fr.json README.md CHANGELOG.md LICENSE ./
RUN npm run package && rm dist/extension*
RUN node esbuild.mjs relay

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
# Set TEAM_KEYS, or ACCESS=open: without one of them the relay ends at once, and says so.
# On every address of the container, and by the names that the relay knows: PUBLIC_URL, ALLOWED_HOSTS, localhost, its IP.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:////data/tandem.db
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Says that dist/relay.js is an ES module.
COPY package.json ./
# A new volume takes its owner from here.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8000
# Longer than the relay itself waits for its database.
HEALTHCHECK --interval=15s --timeout=10s --start-period=40s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Without a shell or npm in between, SIGTERM reaches the relay, which then stores what it has.
CMD ["node", "--enable-source-maps", "dist/relay.js"]
