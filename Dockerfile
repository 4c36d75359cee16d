# One image for the web server, the worker, the scheduler and the set-up.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/portal

COPY requirements.txt .
RUN pip install --only-binary :all: --requirement requirements.txt

RUN useradd --system --uid 10001 --user-group --home-dir /srv/portal portal \
    && install --directory --owner portal --group portal /data/media /data/var
COPY . .

# Stand-ins for the build only: production refuses to start without values, and these reach no running container.
RUN python -m compileall -q cica_portal members councils cbm_events \
    && DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost EMAIL_URL=smtp://localhost \
       ALLOWED_HOSTS=localhost PORTAL_URL=https://localhost \
       SECRET_KEY=for-collecting-static-files-at-build-time-only-never-used-to-run \
       sh -c "python manage.py compile_catalogue && python manage.py collectstatic --noinput --verbosity 0"

ENV PORTAL_ENV=production PORTAL_VAR=/data/var PORTAL_MEDIA=/data/media WEB_BIND=0.0.0.0:8000
USER portal
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "python:cica_portal.gunicorn"]
