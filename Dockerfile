# Two images from one file: the app (default target) and its engine, both from pinned versions.

FROM python:3.12-slim-bookworm AS engine
COPY server/sandbox/engine/requirements.txt /engine/
RUN pip install --no-cache-dir --require-hashes -r /engine/requirements.txt
COPY server/sandbox/engine/launcher.py server/sandbox/engine/amis.json /engine/
USER nobody
# Reached by the app over the compose network only; no port is published.
CMD ["python3", "/engine/launcher.py", "--host", "0.0.0.0", "--port", "5000"]

FROM node:22-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3 esbuild
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
# bubblewrap and Python run learners' scripts in a locked box.
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app /app
RUN mkdir -p /data && chown node:node /data
USER node
ENV NODE_ENV=production GROUNDSCHOOL_DATA_DIR=/data
EXPOSE 4780 4566
HEALTHCHECK --interval=10s CMD ["node", "-e", "fetch('http://127.0.0.1:4780/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/cli/bin.js", "start"]
