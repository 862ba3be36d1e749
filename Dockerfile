# One image for everything: web, worker, beat and the commands. docs/deploy.md says how it is used.

FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
WORKDIR /app
# First what rarely changes.
COPY requirements.txt ./
RUN /opt/venv/bin/pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY static ./static
COPY gadget ./gadget
COPY streams ./streams
RUN STATIC_ROOT=/app/collected /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q streams gadget

FROM python:3.13-slim-bookworm
# git reads repositories; postgresql-client backs up and restores (of this Debian, so no newer server than 15).
RUN apt-get update \
    && apt-get install -y --no-install-recommends git postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin streams \
    && install -d -o streams -g streams -m 700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data STATIC_ROOT=/app/collected LOG_FORMAT=json
USER streams
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# Web server and poller together, for one container; compose.yaml says it otherwise.
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
