# syntax=docker/dockerfile:1
# Huiqi: one image, non-root, read-only root; state lives in /data. See docs/how-to/run-in-production.md.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends binutils >/dev/null && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/huiqi
COPY requirements.lock ./
RUN /opt/huiqi/bin/python -m pip install --quiet --no-compile --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY knowledge knowledge
COPY intents intents
COPY bot bot
COPY deploy/trim.sh /trim.sh
# `huiqi check` and the compiled knowledge come from the installed wheel, as they will be used.
RUN /opt/huiqi/bin/python -m pip install --quiet --no-compile --no-deps . \
    && sh /trim.sh /opt/huiqi \
    && cd / && /opt/huiqi/bin/huiqi check \
    && /opt/huiqi/bin/python -m bot.compiling /opt/huiqi/share/huiqi \
    && chmod -R a+rX /opt/huiqi/share

FROM ${BASE}
LABEL org.opencontainers.image.title="huiqi" \
      org.opencontainers.image.version="1.0.0" \
      org.opencontainers.image.description="Answers enterprises' questions about public support measures" \
      org.opencontainers.image.documentation="docs/how-to/run-in-production.md" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin huiqi \
    && mkdir /data && chown huiqi:huiqi /data
COPY --from=build /opt/huiqi /opt/huiqi
ENV PATH=/opt/huiqi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HUIQI_DATA_DIR=/data \
    HUIQI_HTTP_HOST=0.0.0.0 \
    HUIQI_LOG_FORMAT=json
USER huiqi
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "import os,urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('HUIQI_HTTP_PORT', '8080')}/healthz\", timeout=4)"]
CMD ["huiqi", "run"]
