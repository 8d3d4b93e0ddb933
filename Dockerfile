# The portal's image: one for the web server, the worker, beat and the migration.

FROM node:22-slim AS static
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY static ./static
RUN npm run build

FROM python:3.13-slim AS packages
COPY requirements.lock ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /srv/portal uso \
    && install --directory --owner uso --mode 700 /var/lib/uso
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=uso_portal.settings \
    USO_DATA_DIR=/var/lib/uso
WORKDIR /srv/portal
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY uso_portal ./uso_portal
COPY accounts ./accounts
COPY matching ./matching
COPY autoupdate ./autoupdate
COPY templates ./templates
COPY --from=static /build/static/dist ./static/dist
# Gathering files connects to nothing; these values go no further than this line.
RUN USO_MODE=production ALLOWED_HOSTS=build.invalid REDIS_URL=redis://build.invalid \
    DATABASE_URL=postgres://build.invalid/uso \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    UPLOAD_ENCRYPTION_KEYS="$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
    python manage.py collectstatic --noinput
ENV USO_MODE=production
USER uso
VOLUME /var/lib/uso
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "uso_portal.healthcheck"]
CMD ["gunicorn", "uso_portal.wsgi:application", "--config", "uso_portal/gunicorn.py", "--bind", "0.0.0.0:8000", "--workers", "2"]
