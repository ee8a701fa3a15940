# syntax=docker/dockerfile:1
# Huiqi: one image, non-root, read-only root; state lives in /data. See docs/how-to/run-in-production.md.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python3 -m venv --copies /opt/huiqi
COPY requirements.lock ./
RUN /opt/huiqi/bin/python -m pip install --quiet --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY knowledge knowledge
COPY intents intents
COPY bot bot
RUN /opt/huiqi/bin/python -m pip install --quiet --no-deps . \
    && cd / && /opt/huiqi/bin/huiqi check \
    && /opt/huiqi/bin/python -m compileall -q /opt/huiqi/lib \
    && /opt/huiqi/bin/python -m pip uninstall --quiet --yes pip setuptools wheel

FROM ${BASE}
LABEL org.opencontainers.image.title="huiqi" \
      org.opencontainers.image.description="Answers enterprises' questions about public support measures" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin huiqi \
    && mkdir /data && chown huiqi:huiqi /data
COPY --from=build /opt/huiqi /opt/huiqi
ENV PATH=/opt/huiqi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HUIQI_DATA_DIR=/data \
    HUIQI_HTTP_HOST=0.0.0.0 \
    HUIQI_LOG_FORMAT=json
USER huiqi
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["huiqi", "run"]
