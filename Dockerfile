# One image for the web server, the worker and the clock: the command tells them apart.
FROM python:3.11-slim AS build
WORKDIR /app
ENV UV_PROJECT_ENVIRONMENT=/app/.venv UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN .venv/bin/uv sync --frozen --inexact --no-dev
COPY . .
ENV KEROXIO_DATA_DIR=/tmp/build
RUN .venv/bin/python manage.py prepare \
 && .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 keroxio && mkdir -p /app /data && chown keroxio /data
WORKDIR /app
COPY --from=build /app /app
USER 1000
ENV PATH=/app/.venv/bin:$PATH KEROXIO_DATA_DIR=/data PYTHONUNBUFFERED=1
# Photos' memory goes back to the system, as in keroxio/management/commands/up.py.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=4194304 MALLOC_TRIM_THRESHOLD_=67108864
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "4", "--no-ws", "keroxio.wsgi:application"]
