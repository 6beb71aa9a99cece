# Ringback as a server: docker build -t ringback . && docker run --rm -p 8081:8081 ringback
# Another mode, with its options: docker run --rm -v "$PWD/cassettes:/srv/cassettes" ringback replay
FROM python:3.13-slim AS build
COPY . /src
RUN python -m venv /opt/ringback && /opt/ringback/bin/python -m pip install --no-cache-dir /src

FROM python:3.13-slim
COPY --from=build /opt/ringback /opt/ringback
# Volumes that are mounted here for the first time belong to this user, too.
RUN install -d -o 10001 -g 10001 /ca /srv
ENV PATH=/opt/ringback/bin:$PATH \
    HOME=/srv \
    RINGBACK_CONFDIR=/ca \
    RINGBACK_HOST=0.0.0.0 \
    RINGBACK_PORT=8080 \
    RINGBACK_BASE_URL_PORT=8081
USER 10001:10001
WORKDIR /srv
VOLUME ["/ca"]
EXPOSE 8080 8081
HEALTHCHECK --interval=2s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.build_opener(urllib.request.ProxyHandler({})).open('http://127.0.0.1:8081/ringback/health', timeout=2)"]
ENTRYPOINT ["ringback"]
CMD ["fake"]
